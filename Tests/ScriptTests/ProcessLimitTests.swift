import Glibc
import TestSupport
import Testing

/// Limits of the process that a script meets, or was started with, end as errors of that script.
struct ProcessLimitTests {
    private let scratch = ScratchFolder()

    private func run(_ limit: String, _ words: [String]) async throws -> ChildProcess.Result {
        try await Command.run(
            words, in: scratch.path,
            environment: ["GOVSCRIPT_GO_URL": "http://127.0.0.1:1", "GOVSCRIPT_GO_API_KEY": "x"],
            limit: limit)
    }

    /// The network library ends the process where it finds no descriptor, so that scripts never get the last ones.
    @Test(arguments: [
        "io.tmpfile()", "io.open('x', 'w')", "io.popen('exit')", "csv.rows('in.csv')",
        "csv.writer(n .. '.csv', { 'a' })",
        "io.lines('in.csv')", "io.open(os.tmpname())",
    ])
    func filesOfAScriptLeaveTheHostItsOwn(_ opening: String) async throws {
        try scratch.file("in.csv", "a\n1\n2\n")
        let script = """
            local held, n = {}, 0
            local _, e = pcall(function()
              while true do
                n = n + 1
                local it = assert(\(opening))
                if type(it) == 'function' then it() end
                held[n] = it
              end
            end)
            assert(n > 20 and n < 192, n)
            assert(tostring(e):find('oo many open files', 1, true), tostring(e))
            local _, e = pcall(links.list)
            assert(tostring(e):find('connection refused', 1, true), tostring(e))
            """
        let result = try await run("-n 256", ["run", "--allow-run", "--patience", "0", "-e", script])
        #expect(result.status == 0, "\(result.errors)")
    }

    @Test func tooFewDescriptorsAreToldAtTheStart() async throws {
        let result = try await run("-n 40", ["-e", "print(1)"])
        #expect(
            result.errors == "error: this process may open too few files\n  hint: Raise the limit: ulimit -n 1024\n")
        #expect(result.status == 78)
    }

    private static let noThread = """
        error: the system lets this process start no more threads: resource temporarily unavailable
          hint: Raise the limit of processes (ulimit -u), or end some of your processes.

        """

    /// Each case is a user of its own, because the limit counts all of a user's threads.
    @Test(arguments: [
        (61001, 1, ["-e", "print(1)"]), (61002, 2, ["-e", "print(1)"]), (61003, 1, ["help"]), (61004, 1, ["repl"]),
        (61005, 2, ["run", "--verbose", "-e", "print(1)"]), (61006, 1, ["run", "--sandbox", "-e", "print(1)"]),
        (61007, 3, ["run", "--sandbox", "-e", "print(1)"]), (61008, 1, ["emulator"]),
        (61009, 3, ["repl", "--sandbox"]),
    ])
    func aProcessWithoutThreadsEndsWithWords(_ user: Int, _ limit: Int, _ words: [String]) async throws {
        #expect(chmod(scratch.path, 0o777) == 0)
        let result = try await Command.run(words, in: scratch.path, limit: "-u \(limit)", user: user)
        #expect(result.errors == Self.noThread)
        #expect(result.output == "")
        #expect(result.status == 71)
    }

    /// A script runs with the threads that there are, until it needs the concurrency pool's.
    @Test(.enabled(if: getuid() == 0), arguments: [(61021, 3), (61022, 4)])
    func aCallWithoutThreadsIsAnError(_ user: Int, _ limit: Int) async throws {
        #expect(chmod(scratch.path, 0o777) == 0)
        let result = try await Command.run(
            ["-e", "print(1) links.list()"], in: scratch.path, environment: ["GOVSCRIPT_GO_API_KEY": "x"],
            limit: "-u \(limit)", user: user)
        #expect(result.output == "1\n")
        #expect(result.errors.contains("the system lets this process start no more threads"), "\(result.errors)")
        #expect(result.status == 75)
    }

    /// Not as long as the tasks, each of which asks for memory that there is not, would take one after the other.
    @Test func tasksAtTheMemoryLimitEndWithTheTimeLimit() async throws {
        let script = """
            local function sleep() task.sleep(1e6) end
            repeat local ok = pcall(task.spawn, sleep) until not ok
            while true do pcall(task.sleep, 1e6) end
            """
        let result = try await Command.run(
            ["run", "--memory-limit", "16M", "--timeout", "0.5", "-e", script], in: scratch.path)
        #expect(result.errors.contains("stopped after 0.5 seconds, the time limit of this run"), "\(result.errors)")
        #expect(!result.errors.contains("did not end"), "\(result.errors)")
        #expect(result.status == 124)
    }

    @Test func aFileThatGrowsBeyondItsLimitIsAnError() async throws {
        let script = """
            local text = ('x'):rep(1 << 20)
            local ok, e = pcall(fs.write, 'big', text)
            assert(not ok and tostring(e):find('file too large'), tostring(e))
            local f = assert(io.open('other', 'w'))
            f:setvbuf('no')
            local ok, e = f:write(text)
            assert(not ok and e:find('File too large'), e)
            assert(not os.execute('head -c 2000000 /dev/zero > third'))
            """
        let result = try await run("-f 512", ["run", "--allow-run", "-e", script])
        #expect(result.status == 0, "\(result.errors)")
    }
}
