import Foundation
import Glibc
import TerminalSupport
import Testing

/// The REPL on a terminal, as a person uses it.
///
/// Each line is typed when the prompt is there. What is typed before is not lost, but the terminal echoes it between two
/// lines, and the editor shows it once more: the screen then differs from run to run.
struct TerminalTests {
    private func screen(_ body: @escaping @Sendable (Screen) throws -> Void) async throws {
        try await Program.aside {
            let screen = try Screen(Program.folder + "ReplProbe history; echo code $?; cat", columns: 60, rows: 16)
            try screen.expect("probe ready", ">")
            try body(screen)
        }
    }

    @Test func statementsOfSeveralLinesAndHistory() async throws {
        try await screen { screen in
            try screen.type("for i = 1, 2 do\n")
            try screen.expect("> for i = 1, 2 do", ">>")
            try screen.type("print(i)\n")
            try screen.expect(">> print(i)", ">>")
            try screen.type("end\n")
            try screen.expect("> for i = 1, 2 do", ">> print(i)", ">> end", "1", "2", ">")
            try screen.press("Up")
            try screen.expect("2", "> for i = 1, 2 do", "print(i)", "end")
            try screen.press("Enter")
            try screen.expect("end", "1", "2", ">")
            try screen.type("api_key = 'live_v1_0123456789'\n")
            try screen.press("C-d")
            try screen.expect("code 0")
            let history = try String(contentsOf: URL(filePath: screen.scratch + "/history/history"), encoding: .utf8)
            #expect(history == "for i = 1, 2 do\\nprint(i)\\nend\n")
        }
    }

    @Test func completion() async throws {
        try await screen { screen in
            try screen.type("string.re")
            try screen.press("Tab")
            try screen.expect("> string.re", "rep()      reverse()", "> string.re")
            try screen.type("p")
            try screen.press("Tab")
            try screen.type("'ab', 2)\n")
            try screen.expect("> string.rep('ab', 2)", "\"abab\"", ">")
            try screen.type("links.update({ st")
            try screen.press("Tab")
            try screen.expect("> links.update({ state =")
            try screen.type("\"")
            try screen.press("Tab")
            try screen.expect("ACTIVE    INACTIVE", "> links.update({ state = \"")
            try screen.type("A")
            try screen.press("Tab")
            try screen.expect("> links.update({ state = \"ACTIVE\"")
            try screen.press("C-c")
            try screen.expect("> links.update({ state = \"ACTIVE\"^C", ">")
            // The lines before belong to what is completed.
            try screen.type("x = [[\n")
            try screen.expect("> x = [[", ">>")
            try screen.type("string.re")
            try screen.press("Tab")
            try screen.type("]]\n")
            try screen.expect("> x = [[", ">> string.re]]", ">")
        }
    }

    @Test func interruptsAtThePromptInALoopAndInAWait() async throws {
        try await screen { screen in
            try screen.type("n = 0 not yet")
            try screen.press("C-c")
            try screen.expect("> n = 0 not yet^C", ">")
            try screen.type("n = 0\n")
            try screen.expect("> n = 0", ">")
            try screen.type("while true do n = n + 1 end\n")
            // The live line, once it is there, says that the input runs.
            try screen.expect(matching: #/running  \d+ s/#)
            try screen.press("C-c")
            try screen.expect("> while true do n = n + 1 end", "interrupted", ">")
            try screen.type("n > 0\n")
            try screen.expect("true", ">")
            try screen.type("slow()\n")
            try screen.expect(matching: #/slow: waiting for a slot \(2\.1 s\)  \d+ s/#)
            try screen.press("C-c")
            try screen.expect("> slow()", "interrupted", ">")
            try screen.type("table.sort({ 3, 1, 2 }, function() while true do end end)\n")
            try screen.expect(matching: #/running  \d+ s/#)
            try screen.press("C-c")
            try screen.expect("interrupted", ">")
        }
    }

    @Test func tasksWriteWhileAPersonTypes() async throws {
        try await screen { screen in
            try screen.type(
                "go = false h = task.spawn(function() while not go do task.sleep(0.01) end print('one') io.write('two\\n') error('three', 0) end)\n"
            )
            try screen.expect(">")
            try screen.type("task.spawn(function() task.sleep(0.2) go = true end)\n")
            try screen.expect(">")
            try screen.type("half a li")
            try screen.expect("one", "two", "error in a task: three", "> half a li")
            try screen.type("ne")
            try screen.expect("one", "two", "error in a task: three", "> half a line")
            try screen.press("C-c")
            try screen.expect("> half a line^C", ">")
            try screen.type("1\n")
            try screen.expect("> half a line^C", "> 1", "1", ">")
        }
    }

    @Test func aWriteIsAskedFor() async throws {
        try await screen { screen in
            try screen.type("ask()\n")
            try screen.expect("> ask()", "Write to production? [y]es, [a]ll, [n]o")
            try screen.type("yes\n")
            try screen.expect("Write to production? [y]es, [a]ll, [n]o yes", "true", ">")
            try screen.type("ask()\n")
            try screen.expect("Write to production? [y]es, [a]ll, [n]o")
            try screen.press("Enter")
            try screen.expect("Write to production? [y]es, [a]ll, [n]o", "false", ">")
            try screen.type("h = task.spawn(function() print(ask()) end)\n")
            try screen.expect("Write to production? [y]es, [a]ll, [n]o")
            try screen.type("y\n")
            try screen.expect("Write to production? [y]es, [a]ll, [n]o y", "true", ">")
            // Those that wait are answered too, and later ones are not asked.
            try screen.type("hs = { task.spawn(ask), task.spawn(ask) }\n")
            try screen.expect("Write to production? [y]es, [a]ll, [n]o")
            try screen.type("a\n")
            try screen.expect("Write to production? [y]es, [a]ll, [n]o a", ">")
            try screen.type("task.wait(hs[1], hs[2]), ask()\n")
            try screen.expect("> task.wait(hs[1], hs[2]), ask()", "true", "true", ">")
        }
    }

    @Test func exitLeavesFromTheBackgroundToo() async throws {
        try await screen { screen in
            try screen.type("task.spawn(function() os.exit(5) end)\n")
            try screen.expect("code 5")
        }
    }

    @Test func theTerminalIsGivenBack() async throws {
        try await Program.aside {
            for signal in [SIGTERM, SIGHUP] {
                let repl = try ProgramOnTerminal("ReplProbe")
                try repl.expect("> ")
                repl.type("half")
                try repl.expect("half")
                repl.signal(signal)
                #expect(repl.status() == 128 + signal)
                #expect(repl.hasItsModesBack)
            }
            let repl = try ProgramOnTerminal("ReplProbe")
            try repl.expect("> ")
            repl.type("while true do end\r")
            try repl.expect("running")
            repl.signal(SIGTERM)
            #expect(repl.status() == 143)
            #expect(repl.hasItsModesBack)
        }
    }

    @Test func aPipeIsReadToItsFirstError() async throws {
        let text = try await Program.aside {
            try Program.output(
                of: "/bin/bash",
                [
                    "-c",
                    "printf 'x = {\\n1 }\\nprint(\"printed\")\\n{ { a = 1 } }\\n#x\\nerror(\"no\", 0)\\n3' | \(Program.folder)ReplProbe 2>&1; "
                        + "echo code $?; echo '1 + 1' | \(Program.folder)ReplProbe; echo code $?",
                ], scratch: "/tmp")
        }
        #expect(text == "printed\na\n1\n1\nerror: no\ncode 1\n2\ncode 0\n")
    }
}
