import ApiEmulator
import Glibc
import TestSupport
import Testing

/// No key leaves the process, whatever the script may do.
struct KeyTests {
    private static let key = "live_v1_canary"
    private static let password = "proxy_canary"

    private static let environment = [
        "GOVSCRIPT_GO_API_KEY": key, "GOVSCRIPT_FORSG_API_KEY": key, "GOVSCRIPT_DATAGOV_API_KEY": key,
        "GOVSCRIPT_DATAGOV_PUBLIC_API_KEY": key, "GOVSCRIPT_GO_APIKEY": key,
        "HTTPS_PROXY": "http://u:\(password)@proxy.example:1",
        "http_proxy": "u:\(password)@proxy.example", "ALL_PROXY": "http://u:\(password)@proxy.example",
        "VISIBLE": "seen",
    ]

    private func run(_ words: [String], _ environment: [String: String] = environment) async throws -> String {
        let scratch = ScratchFolder()
        let result = try await Command.run(words, in: scratch.path, environment: environment)
        return result.output + result.errors
    }

    @Test(arguments: [[], ["--allow-run"], ["--allow-all"], ["--allow-read", "/", "--allow-write", "/"]])
    func theEnvironmentHoldsNoSecret(_ flags: [String]) async throws {
        let script = """
            for _, name in ipairs { 'GOVSCRIPT_GO_API_KEY', 'GOVSCRIPT_GO_APIKEY', 'HTTPS_PROXY', 'http_proxy' } do
              print(name, os.getenv(name), env[name])
            end
            for name, value in pairs(env) do print(name, value) end
            for _, command in ipairs {
              'env', 'cat /proc/self/environ', "tr '\\\\0' '\\\\n' < /proc/$PPID/environ" } do
              pcall(function() print(io.popen(command):read('a')) end)
              pcall(os.execute, command)
            end
            print(pcall(function() return io.open('/proc/self/environ'):read('a') end))
            print('ended', os.getenv('VISIBLE'), env.VISIBLE, env.HTTPS_PROXY)
            """
        let output = try await run(["run"] + flags + ["-e", script])
        #expect(output.contains("ended\tseen\tseen\thttp://proxy.example:1"), "\(output)")
        #expect(!output.contains("canary"), "\(output)")
        if flags == ["--allow-run"] { #expect(output.contains("VISIBLE=seen")) }
    }

    /// The kernel shows a process's first variables as they are in its memory now.
    @Test func whatTheKernelShowsOfTheProcessHoldsNoSecret() async throws {
        let script =
            "os.execute(\"cat /proc/$PPID/environ | tr '\\\\\\\\0' '\\\\\\\\n'; echo; cat /proc/$PPID/limits\")"
        let output = try await run(["run", "--allow-run", "-e", script])
        #expect(!output.contains("canary"), "\(output)")
        #expect(output.contains("Max core file size        0                    0"), "\(output)")
        // Only root may look: the process is closed to its own user.
        #expect(output.contains(geteuid() == 0 ? "VISIBLE=seen" : "Permission denied"), "\(output)")
    }

    /// What takes the key away still uses it.
    @Test func theKeyIsUsedAllTheSame() async throws {
        try await EmulatorServer.serving { _, access in
            let output = try await run(["-e", "print(#links.list(), os.getenv('PATH') ~= nil)"], access.variables)
            #expect(output == "0\ttrue\n")
        }
    }

    /// The emulator listens, connections and journals are open.
    @Test func commandsInheritNothing() async throws {
        let script = """
            links.list()
            bulk.each('a', { { k = '1' } }, function()
              links.list()
              print(io.popen('ls /proc/self/fd | tr "\\\\n" ,'):read('a'))
              os.execute('ls /proc/self/fd | tr "\\\\n" ,')
            end, { key = 'k' })
            """
        for flag in ["--allow-run", "--allow-all"] {
            let output = try await run(["run", "--sandbox", flag, "-e", script])
            #expect(output.hasPrefix("0,1,2,3,\n0,1,2,3,"), "\(output)")
        }
    }

    /// A crash writes neither memory nor what registers point to.
    @Test func aCrashShowsNoMemory() async throws {
        let scratch = ScratchFolder()
        var environment = Self.environment
        environment["SWIFT_BACKTRACE"] = "enable=yes,color=no"
        let script = "io.write('x') os.execute('kill -s SEGV $PPID; sleep 10')"
        let result = try await Command.run(
            ["run", "--allow-run", "-e", script], in: scratch.path, environment: environment)
        #expect(result.status == 128 + SIGSEGV)
        #expect(!result.errors.contains("Registers"), "\(result.errors)")
        #expect(try !scratch.names().contains { $0.hasPrefix("core") })
    }

    /// systemd sets no HOME for a system unit, and `sudo` may set another's.
    @Test(arguments: [nil, "", ".", "/nonexistent"] as [String?])
    func theHomeFolderIsTooWideWhateverHomeSays(_ home: String?) async throws {
        let real = try #require(getpwuid(getuid()).map { String(cString: $0.pointee.pw_dir) })
        guard access(real, R_OK | X_OK) == 0 else { return }
        let scratch = ScratchFolder()
        let variables = ["PATH": "/usr/bin:/bin", "GOVSCRIPT_STATE_DIR": scratch("state")]
        let result = try await ChildProcess(
            Command.builtFolder + "govscript", ["-e", "print(io.open('.ssh/id_rsa'))"], in: real,
            environment: variables.merging(home.map { ["HOME": $0] } ?? [:]) { $1 }
        ).runAside()
        #expect(result.output.contains("the home folder is not open to scripts by itself"), "\(result)")
    }
}
