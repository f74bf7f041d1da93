import TestSupport
import Testing

/// Signals end a script whatever it does, or show what it is doing.
struct SignalTests {
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
        #expect(result.errors == "error: job.lua:1: interrupted\n")
    }

    @Test func aWaitIsInterrupted() async throws {
        let result = try await signal("TERM", "task.sleep(1000)")
        #expect(result.status == 143)
        #expect(result.errors == "error: job.lua:1: interrupted\n")
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
            result.errors.contains("task 0.1 (job.lua:1): sleeping 1000.0 seconds\nstack traceback:"),
            "\(result.errors)")
        #expect(result.errors.contains("the main task: "))
    }
}
