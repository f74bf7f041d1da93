import TestSupport
import Testing

/// What a script may do beyond the sandbox is opened flag by flag.
struct PermissionTests {
    @Test func requireLooksBesideTheScriptWithAllPermissionsToo() async throws {
        let scratch = ScratchFolder()
        try scratch.folder("scripts/lua")
        try scratch.file("scripts/beside.lua", "return 'beside'")
        try scratch.file("scripts/lua/below.lua", "return 'below'")
        try scratch.file("scripts/job.lua", "print(require 'beside', (require 'below'), require 'csv' == csv)")
        for flags in [[], ["--allow-all"]] {
            let result = try await Command.run(["run", "--sandbox"] + flags + ["scripts/job.lua"], in: scratch.path)
            #expect(result.output.hasPrefix("beside\t") && result.output.hasSuffix("below\ttrue\n"), "\(result)")
        }
    }

    private func run(_ words: String..., files: [String: String] = [:]) async throws -> ChildProcess.Result {
        let scratch = ScratchFolder()
        for (name, text) in files {
            try scratch.folder(String(name.split(separator: "/").dropLast().joined(separator: "/")))
            try scratch.file(name, text)
        }
        return try await Command.run(words, in: scratch.path)
    }

    @Test(
        arguments: [
            (["--allow-run"], "print(os.execute('exit 3'))", "nil\texit\t3\n"),
            (
                ["--allow-read", "/etc/hostname"], "print(io.open('/etc/hostname') ~= nil, (io.open('/etc/passwd')))",
                "true\tnil\n"
            ),
            (["--allow-all"], "print(io.open('/etc/passwd') ~= nil, package.path ~= nil)", "true\ttrue\n"),
            (
                [], "print((io.open('/etc/passwd')), pcall(package.loadlib, 'libm.so.6', '*'))",
                "nil\tfalse\tpackage.loadlib is not open to scripts (allow it with --allow-all)\n"
            ),
        ] as [([String], String, String)])
    func opensByFlag(_ flags: [String], _ code: String, _ output: String) async throws {
        let scratch = ScratchFolder()
        let result = try await Command.run(["run"] + flags + ["-e", code], in: scratch.path)
        #expect(result.output == output, "\(result.errors)")
    }

    @Test func exactlyTheFilesThatAreArgumentsAreOpen() async throws {
        let outside = ScratchFolder()
        try outside.file("given.txt", "given")
        try outside.file("other.txt", "other")
        let code = "print(io.open(args[1]):read('a'), (io.open((args[1]:gsub('given', 'other')))))"
        let result = try await run("-e", code, outside("given.txt"))
        #expect(result.output == "given\tnil\n", "\(result.errors)")
    }

    @Test func modulesLieBesideTheScript() async throws {
        let result = try await run(
            "run", "job/main.lua",
            files: [
                "job/main.lua": "local u = require 'util' print(u.name, require('csv') == csv)",
                "job/lua/util.lua": "task.sleep(0) return { name = 'util' }",
            ])
        #expect(result.output == "util\ttrue\n", "\(result.errors)")
    }

    @Test func keysAreHidden() async throws {
        let scratch = ScratchFolder()
        let result = try await Command.run(
            ["-e", "print(os.getenv('GOVSCRIPT_GO_API_KEY'), os.getenv('PATH') ~= nil)"], in: scratch.path,
            environment: ["GOVSCRIPT_GO_API_KEY": "test_v1_secret"])
        #expect(result.output == "nil\ttrue\n")
    }

    @Test func exitEndsEveryTaskAndTheProcessWithItsCode() async throws {
        let result = try await run(
            "-e",
            """
            task.spawn(function()
              local c <close> = setmetatable({}, { __close = function() print('closed') end })
              task.sleep(60)
            end)
            task.sleep(0)
            os.exit(7)
            """)
        #expect(result.output == "closed\n")
        #expect(result.errors == "")
        #expect(result.status == 7)
    }
}
