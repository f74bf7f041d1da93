import ApiEmulator
import Foundation
import Glibc
import TerminalSupport
import TestSupport
import Testing

/// Signals end a script whatever it does, or show what it is doing.
struct SignalTests {
    /// What has been killed and is not reaped yet has no command line; on a busy machine a signal takes its time.
    private static let waitForItsEnd =
        "for i in {1..300}; do [ -z \"$(tr -d '\\0' 2> /dev/null < /proc/$(cat grandchild)/cmdline)\" ] && break; "
        + "sleep 0.1; done; ((i < 300)) || echo 'still there' >&2"

    /// Starts a script in the background, waits until it has printed `ready`, and sends it a signal.
    private func signal(
        _ name: String, after before: String = "", _ code: String, then rest: String = ""
    ) async throws -> ChildProcess.Result {
        let scratch = ScratchFolder()
        try scratch.file("job.lua", before + " print('ready') io.stdout:flush() " + code)
        try scratch.file(
            "run.sh",
            """
            export GOVSCRIPT_STATE_DIR=$PWD/state
            : > output
            "$1/govscript" run job.lua > output 2> errors & pid=$!
            while ! grep -q ready output; do :; done
            kill -\(name) $pid
            \(rest)
            wait $pid; status=$?
            cat errors >&2
            exit $status
            """)
        return try await Command.shell(["run.sh", Command.builtFolder], in: scratch.path)
    }

    @Test(arguments: ["while true do end", "while true do pcall(function() while true do end end) end"])
    func anEndlessLoopIsInterrupted(_ code: String) async throws {
        let result = try await signal("INT", code)
        #expect(result.status == 130)
        #expect(result.errors == "interrupted at job.lua:1\n")
    }

    @Test func aWaitIsInterrupted() async throws {
        let result = try await signal("INT", "task.sleep(1000)")
        #expect(result.status == 130)
        #expect(result.errors == "interrupted at job.lua:1\n")
    }

    @Test(arguments: [("TERM", 143), ("HUP", 129)])
    func aSignalThatNobodyTypedIsNamed(_ name: String, _ status: Int32) async throws {
        let result = try await signal(name, "task.sleep(1000)")
        #expect(result.status == status)
        #expect(result.errors == "error: job.lua:1: stopped by SIG\(name)\n")
    }

    /// Whatever stops a script that waits for a key command, the command and what it has started end with it.
    @Test(arguments: [("TERM", 143, "stopped by SIGTERM"), ("INT", 130, "interrupted"), ("", 124, "stopped after")])
    func aKeyCommandEndsWithTheScript(_ name: String, _ status: Int32, _ words: String) async throws {
        let scratch = ScratchFolder()
        let limit = name.isEmpty ? "--timeout 2" : ""
        try scratch.file(
            "run.sh",
            """
            export GOVSCRIPT_STATE_DIR=$PWD/state
            cat > config.toml <<END
            [profiles.production.go]
            key_command = ["sh", "-c", "sh -c 'echo \\$\\$ > grandchild; read x < pipe' ; echo live_v1_x"]
            END
            chmod 600 config.toml
            mkfifo pipe
            "$1/govscript" run --config config.toml \(limit) -e "pcall(links.list)" 2> errors & pid=$!
            while ! [ -s grandchild ]; do sleep 0.1; done
            \(name.isEmpty ? "" : "kill -\(name) $pid")
            wait $pid; status=$?
            cat errors >&2
            \(Self.waitForItsEnd)
            exit $status
            """)
        let result = try await Command.shell(["run.sh", Command.builtFolder], in: scratch.path)
        #expect(result.status == status, "\(result.errors)")
        #expect(result.errors.contains(words), "\(result.errors)")
        #expect(!result.errors.contains("still there") && !result.errors.contains("the process was ended"))
    }

    /// So do the commands that run no script, and with `auth login` the key that came first is asked for last.
    @Test(
        arguments: [
            "auth status", "doctor", "auth login go --no-check",
            "check-data rows.csv --dataset \(DatasetSeed.visitorsId)",
        ], [("TERM", Int32(143)), ("INT", 130)])
    func aKeyCommandEndsWithItsCommand(_ words: String, _ signal: (name: String, status: Int32)) async throws {
        let scratch = try hangingKeyCommand(of: words.hasPrefix("check-data") ? "datagov" : "go")
        try scratch.file("rows.csv", "month,museum,visitors\n2026-03,A,1\n")
        // The doctor asks for no key where it cannot reach the service.
        try await EmulatorServer.serving(BulkJob.configuration()) { _, access in
            let addresses = access.variables.filter { !$0.key.hasSuffix("_KEY") }.map { "\($0.key)=\($0.value)" }
            try scratch.file(
                "run.sh",
                """
                export HOME=$PWD/home GOVSCRIPT_STATE_DIR=$PWD/state \(addresses.joined(separator: " "))
                mkdir -p home
                echo live_v1_another | "$1/govscript" \(words) --config config.toml > output 2>&1 & pid=$!
                while ! [ -s grandchild ] && kill -0 $pid 2> /dev/null; do sleep 0.1; done
                kill -\(signal.name) $pid
                wait $pid; status=$?
                \(Self.waitForItsEnd)
                cat output
                exit $status
                """)
            let result = try await Command.shell(["run.sh", Command.builtFolder], in: scratch.path)
            #expect(result.status == signal.status, "\(result)")
            #expect(result.errors == "", "\(result)")
        }
    }

    /// The input of a prompt is interrupted and the prompt stays; a signal that ends the prompt does so at once.
    @Test func aKeyCommandEndsWithTheInputOfAPrompt() async throws {
        let scratch = try hangingKeyCommand()
        try await Program.aside {
            let prompt = try ProgramOnTerminal(
                "govscript", ["repl", "--config", scratch("config.toml")],
                environment: ["HOME": scratch("home"), "GOVSCRIPT_STATE_DIR": scratch("state")])
            try prompt.expect("go> ")
            for signal in [SIGINT, SIGTERM] {
                unlink(scratch("grandchild"))
                prompt.type("links.list()\r")
                let end = ContinuousClock.now + .seconds(30)
                var process = ""
                while process.isEmpty, ContinuousClock.now < end {
                    process = ((try? scratch.text("grandchild")) ?? "").filter(\.isNumber)
                }
                prompt.signal(signal)
                if signal == SIGINT {
                    try prompt.expect("interrupted"); try prompt.expect("go> ")
                } else {
                    #expect(prompt.status() == 143)
                }
                // A process that was killed still runs until the kernel has come to it.
                func program() -> String {
                    (try? String(contentsOfFile: "/proc/\(process)/cmdline", encoding: .utf8)) ?? ""
                }
                while !program().isEmpty, ContinuousClock.now < end { usleep(1000) }
                #expect(program() == "" && !process.isEmpty)
            }
        }
    }

    /// A folder with a key command that does not end, `config.toml`; what it starts writes its number to `grandchild`.
    private func hangingKeyCommand(of service: String = "go") throws -> ScratchFolder {
        let scratch = ScratchFolder()
        try scratch.file(
            "config.toml",
            """
            [profiles.production.\(service)]
            key_command = ["sh", "-c", "cd \(scratch.path); sh -c 'echo $$ > grandchild; exec sleep 60'; echo live_v1_x"]
            """)
        chmod(scratch("config.toml"), 0o600)
        return scratch
    }

    @Test func aPatternThatDoesNotReturnEndsTheProcess() async throws {
        let result = try await signal("INT", "local s = ('a'):rep(40) s:find(('a?'):rep(40) .. ('a'):rep(40))")
        #expect(result.status == 130)
        #expect(
            result.errors
                == "error: the script did not end within 4 s of being stopped; the process was ended\n")
    }

    @Test func tasksAreShown() async throws {
        let result = try await signal(
            "QUIT", after: "task.spawn(function() task.sleep(1000) end) task.sleep(0)",
            "while not fs.exists('go') do task.sleep(0) end os.exit(0)",
            then: "while ! grep -q sleeping errors; do :; done; touch go")
        #expect(result.status == 0)
        #expect(
            result.errors.contains(
                "task 0.1 (job.lua:1): sleeping 1000.0 seconds\n    job.lua:1: in function <job.lua:1>\n"),
            "\(result.errors)")
        #expect(result.errors.contains("the main task: "))
    }
}
