import Foundation
import Glibc
import LuaBridge
import Repl
import Testing

/// What is entered is evaluated and printed.
struct SessionTests {
    @Test func valuesPrintWithoutReturn() async throws {
        let conversation = try await Conversation.run([
            "1 + 1", "2^53", "'a\\n\\27[2Jb'", "x = 5", "x, nil, true", "say('hello')", "", "_1", "  ",
        ])
        #expect(
            conversation.text == """
                2
                9.007199254741e+15
                "a\\n\\27[2Jb"
                5
                nil
                true
                said hello
                5
                """)
        #expect(conversation.code == 0)
    }

    @Test func unfinishedStatementsAskForMore() async throws {
        let conversation = try await Conversation.run(["for i = 1, 2 do", "  say(tostring(i))", "end", "1 +", "1"])
        #expect(conversation.text == "said 1\nsaid 2\n2")
        #expect(conversation.prompts == ["> ", ">> ", ">> ", "> ", ">> ", "> "])
        #expect(conversation.remembered == ["for i = 1, 2 do\n  say(tostring(i))\nend", "1 +\n1"])
    }

    @Test func ctrlCAndCtrlDLeaveAnUnfinishedStatement() async throws {
        let conversation = try await Conversation.inputs([
            .line("for i = 1, 2 do"), .interrupted, .line("x = {"), .ended, .line("'here'"), .ended,
        ])
        #expect(conversation.text == "\"here\"")
        #expect(conversation.prompts == ["> ", ">> ", "> ", ">> ", "> ", "> "])
    }

    @Test func severalStatementsPastedAtOnceAreEachPrinted() async throws {
        let conversation = try await Conversation.run([
            "x = 1\nx + 1\nfor i = 1, 2 do\n  x = x + i\nend\nx", "y = 1\ny = = 2\nz = 3", "z",
        ])
        #expect(conversation.text == "2\n4\n! error: unexpected symbol near '='\nnil (nothing has this name)")
    }

    @Test func errorsAreDescribedAndTheSessionGoesOn() async throws {
        let conversation = try await Conversation.run([
            "function f() error('no', 0) end", "f()", ".traceback", "x = = 1", "nothing.here", "1",
        ]) { $0.describe = { error, _ in ["<\(error.message)>"] } }
        #expect(
            conversation.text.hasPrefix(
                "! <no>\nno\nstack traceback:\n\t[C]: in function 'error'\n\tinput:1: in function 'f'\n"))
        #expect(
            conversation.text.hasSuffix(
                """
                ! <unexpected symbol near '='>
                ! <attempt to index a nil value (global 'nothing')>
                1
                """))
    }

    @Test func anInterruptEndsTheInput() async throws {
        let conversation = try await Conversation.run(
            ["x = 1", "while true do x = x + 1 end", "x >= 1", "task.sleep(1e6)", "'still here'"],
            signals: [2: SIGINT, 4: SIGINT])
        #expect(conversation.text == "! interrupted\ntrue\n! interrupted\n\"still here\"")
    }

    @Test func tasksGoOnAndTheirErrorsAreShown() async throws {
        let conversation = try await Conversation.run([
            "h = task.spawn(function() while not go do task.sleep(0) end say('from behind') error('lost', 0) end)",
            "go = true return pcall(task.wait, h)", "h = task.spawn(function() error('nobody listens', 0) end)",
            "task.sleep(0.001)",
        ])
        #expect(conversation.text == "said from behind\nfalse\n\"lost\"\n! in a task: nobody listens")
    }

    @Test func leavingWithTasksAtWorkWantsTwoCtrlD() async throws {
        let conversation = try await Conversation.inputs([
            .line("h = task.spawn(task.sleep, 1e6) task.sleep(0)"), .line(".tasks"), .ended, .line("1"), .ended, .ended,
        ])
        let note = "A task is still at work (.tasks shows them); Ctrl-D again leaves and cancels."
        #expect(conversation.text.hasSuffix("sleeping 1000000.0 seconds\n\(note)\n1\n\(note)"), "\(conversation.text)")
        #expect(conversation.code == 0)
        let cancelled = try await Conversation.inputs([
            .line("h = task.spawn(task.sleep, 1e6)"), .line(".tasks cancel"), .line("(pcall(task.wait, h))"),
            .line(".tasks"),
            .ended,
        ])
        #expect(cancelled.text == "false\nNo background tasks.")
    }

    @Test func exitEndsWithItsCode() async throws {
        let conversation = try await Conversation.run(["say('a')", "os.exit(3)", "say('b')"])
        #expect(conversation.text == "said a")
        #expect(conversation.code == 3)
        #expect(try await Conversation.inputs([.terminated(signal: SIGTERM)]).code == 143)
        #expect(try await Conversation.run([".quit", "say('b')"]).text == "")
    }

    @Test func helpFindsFunctionsAndTopics() async throws {
        let conversation = try await Conversation.run([
            "help()", "help(string.rep)", "help 'pacing'", "help 'pacng'", "help(3)", "help(function() end)",
        ])
        #expect(
            conversation.text == """
                overview
                about string.rep
                about pacing
                There is no help for 'pacng'; did you mean 'pacing'?
                There is no help for this number. Type help to see what there is help for.
                There is no help for this function. Type help to see what there is help for.
                """)
    }

    @Test func commandsAreFoundByTheirNames() async throws {
        let conversation = try await Conversation.run([".tsaks", ".save", ".greet Ann", ".5 + 1", ".help"]) { options in
            options.commands = [
                DotCommand("greet", arguments: "NAME", "Greets.") { $0.console.output.write("hello \($1)") }
            ]
        }
        #expect(
            conversation.text.hasPrefix(
                """
                ! error: there is no command '.tsaks'; did you mean '.tasks'?
                ! error: usage: .save FILE
                hello Ann
                1.5
                .help [NAME]     List commands, or explain NAME.
                .tasks [cancel]  List the background tasks, or cancel them.
                """))
        #expect(conversation.text.contains("\n.greet NAME      Greets.\n"))
        #expect(conversation.remembered == [".tsaks", ".save", ".greet Ann", ".5 + 1", ".help"])
    }

    @Test func aSessionIsSavedAndLoaded() async throws {
        let path = "/tmp/repl-\(UUID().uuidString).lua"
        defer { unlink(path) }
        let first = try await Conversation.run([
            "x = 41", "x = = 1", "function f()", "  return x + 1", "end", "error('no')", "f()", ".save \(path)",
            ".save \(path)",
            ".save -f \(path)",
        ])
        #expect(first.text.contains("\n! error: \(path) exists; '.save -f \(path)' replaces it\n"))
        #expect(
            try String(contentsOf: URL(filePath: path), encoding: .utf8)
                == "--- A session of govscript repl.\nx = 41\nfunction f()\n  return x + 1\nend\nf()\n")
        let second = try await Conversation.run([".load \(path)", "f()", ".load /nonexistent/file"])
        #expect(second.text == "42\n! error: cannot read /nonexistent/file")
        #expect(try await Conversation.run(["f()"]) { $0.file = path }.text == "42")
        let missing = try await Conversation.run(["'not run'"], isInteractive: false) { $0.file = "/nonexistent/file" }
        #expect(missing.text == "! error: cannot read /nonexistent/file" && missing.code == 1)
    }

    @Test func timeIsTold() async throws {
        let conversation = try await Conversation.run([".time 6 * 7"])
        #expect(conversation.text.wholeMatch(of: /42\ntook \d+\.\d{3} s/) != nil, "\(conversation.text)")
    }

    @Test func fromAFileTheFirstErrorEndsIt() async throws {
        let conversation = try await Conversation.run(
            ["x = {", "  1, 2 }", "#x", "error('no', 0)", "'not run'"], isInteractive: false
        ) { $0.exitCode = { _ in 65 } }
        #expect(conversation.text == "2\n! error: no")
        #expect(conversation.code == 65)
        let unfinished = try await Conversation.run(["x = {"], isInteractive: false)
        #expect(unfinished.text.hasPrefix("! error: input:1: unexpected symbol near <eof>") && unfinished.code == 1)
    }

    @Test func aSavedScriptKeepsTheResultsThatItUses() async throws {
        let path = "/tmp/repl-\(UUID().uuidString).lua"
        defer { unlink(path) }
        _ = try await Conversation.run([
            "_", "41, 'b'", "x = _ + 1", "x", "y = _2", "return 'r'", "say(_)",
            "for _, v in ipairs({ 1 }) do say('v') end",
            "help 'pacing'", ".history", ".save \(path)",
        ])
        let script = try String(contentsOf: URL(filePath: path), encoding: .utf8)
        #expect(
            script == """
                --- A session of govscript repl.
                -- _ is not known here: _
                local _1 = 41, 'b'
                x = _1 + 1
                local _1, _2 = x
                y = _2
                local _1 = 'r'
                say(_1)
                for _, v in ipairs({ 1 }) do say('v') end

                """)
        #expect(try await Conversation.run([".load \(path)", "x"]).text == "said r\nsaid v\n42")
    }

    @Test func theHistoryIsListed() async throws {
        let conversation = try await Conversation.run(["x = 1", "for i = 1, 1 do", "end", ".history 1", ".history no"])
        #expect(conversation.text == "for i = 1, 1 do\nend\n! error: usage: .history [N]")
    }
}
