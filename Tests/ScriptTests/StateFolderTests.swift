import ApiEmulator
import Glibc
import TestSupport
import Testing

/// A state directory that cannot be used is told in one line, with what to do.
struct StateFolderTests {
    private func run(_ words: [String], _ state: String, in scratch: ScratchFolder) async throws -> ChildProcess.Result
    {
        try await Command.run(words, in: scratch.path, environment: ["GOVSCRIPT_STATE_DIR": state])
    }

    private static let uses: [[String]] = [
        ["run", "--sandbox", "-e", "print(1)"], ["runs"], ["limits"],
        ["-e", "bulk.each('a', { { k = '1' } }, print, { key = 'k' })"],
    ]

    @Test(arguments: uses) func oneThatOthersCanChangeIsRefused(_ words: [String]) async throws {
        let scratch = ScratchFolder()
        let state = try scratch.folder("state")
        chmod(state, 0o777)
        let result = try await run(words, state, in: scratch)
        #expect(result.status == 77)
        #expect(result.errors.contains("the state directory \(state) is refused, because other users can change it"))
        #expect(result.errors.contains("chmod -R go-rwx '\(state)'"))
        #expect(try scratch.names(in: "state") == [])
    }

    @Test(arguments: uses) func oneWithALinkInItIsRefused(_ words: [String]) async throws {
        let scratch = ScratchFolder()
        let state = try scratch.folder("state")
        try scratch.folder("elsewhere")
        for name in ["runs", "sandbox"] { scratch.link("state/\(name)", to: "../elsewhere") }
        let result = try await run(words, state, in: scratch)
        #expect(result.status == 77)
        #expect(result.errors.contains("is refused, because it is a symbolic link"), "\(result.errors)")
        #expect(try scratch.names(in: "elsewhere") == [])
    }

    /// Nobody can make anything there, not even root: a home that is not writable.
    @Test(arguments: [uses[0], uses[2], uses[3]]) func oneThatCannotBeMadeIsNamed(_ words: [String]) async throws {
        let scratch = ScratchFolder()
        let state = "/proc/self/state"
        let result = try await run(words, state, in: scratch)
        #expect(result.errors.contains("cannot make the state directory \(state)"), "\(result.errors)")
        #expect(!result.errors.contains("NSCocoaErrorDomain"))
        #expect(result.status == 78)
    }

    /// oriontech-me/langflow-e2e#1715 and NousResearch/hermes-agent#18590: systemd sets no HOME for a system unit.
    ///
    /// What such a unit does has to be where the same user's prompt finds it.
    @Test(arguments: [nil, "", "relative"] as [String?])
    func withoutAHomeItIsInTheOneThatTheSystemHas(_ home: String?) async throws {
        let real = try #require(getpwuid(getuid()).map { String(cString: $0.pointee.pw_dir) })
        let scratch = ScratchFolder()
        let result = try await ChildProcess(
            Command.builtFolder + "govscript", ["config", "show"], in: scratch.path,
            environment: ["PATH": "/usr/bin:/bin"].merging(home.map { ["HOME": $0] } ?? [:]) { $1 }
        ).runAside()
        let line = result.output.split(separator: "\n").first { $0.hasPrefix("state_directory ") }
        let folder = line?.split(separator: " ").dropFirst().first.map(String.init)
        #expect(folder == real + "/.local/state/govscript", "\(result)")
        #expect(try scratch.names() == [])
    }

    /// A file where the folder should be, or on the way to it: the settings are to be corrected.
    @Test(arguments: uses, ["file", "file/state", "state"])
    func oneThatIsNoFolderIsAMistakeInTheSettings(_ words: [String], _ name: String) async throws {
        let scratch = ScratchFolder()
        try scratch.file("file", "")
        try scratch.folder("state")
        if name == "state" {
            // What is in the folder is no folder.
            for part in ["processes", "runs", "sandbox"] { try scratch.file("state/\(part)", "") }
        }
        let result = try await run(words, scratch(name), in: scratch)
        #expect(result.status == 78, "\(result)")
        #expect(result.errors.contains(scratch(name)), "\(result.errors)")
        #expect(result.errors.contains("hint: Set GOVSCRIPT_STATE_DIR to a folder of yours on a local disk.\n"))
        #expect(try scratch.text("file") == "")
    }

    /// Removed, or put in another one's place, while a command runs: nothing more is sent, and no second run begins.
    @Test(arguments: ["rm -r state", "mv state gone; cp -r gone state", "mv state gone"])
    func oneThatVanishesStopsTheRunBeforeTheNextRequest(_ change: String) async throws {
        try await EmulatorServer.serving(BulkJob.configuration()) { server, access in
            let job = try BulkJob(
                """
                local urls = {}
                for number = 1, 20 do urls[number] = "https://www.example.gov.sg/" .. number end
                bulk.each("vanish", urls, function(url)
                  if url:find("/6$") then
                    print("ready") io.stdout:flush()
                    while not fs.exists("changed") do task.sleep(0.01) end
                  end
                  pcall(links.create, url)
                end, { workers = 1 })
                """, access)
            try job.scratch.file(
                "run.sh",
                """
                \(access.variables.map { "export \($0)='\($1)'" }.joined(separator: "\n"))
                export GOVSCRIPT_STATE_DIR=$PWD/state
                : > output
                "$1/govscript" run job.lua > output 2> errors & pid=$!
                while ! grep -q ready output; do kill -0 $pid || exit 1; done
                \(change)
                touch changed
                wait $pid; status=$?
                cat errors >&2
                exit $status
                """)
            let result = try await Command.shell(["run.sh", Command.builtFolder], in: job.scratch.path)
            #expect(result.status == 78, "\(result)")
            #expect(result.errors.contains(" while the run was in progress; nothing more is sent"), "\(result)")
            #expect(server.ledger.creates.count == 5)
        }
    }

    /// The umask does not decide who sees the state.
    @Test func allOfItIsTheUsersAlone() async throws {
        let scratch = ScratchFolder()
        let script = """
            umask 000
            export HOME=$PWD PATH=/usr/bin:/bin GOVSCRIPT_STATE_DIR=$PWD/state
            "$0" run --sandbox -e 'bulk.each("a", { { k = "1" } }, function() return links.list() end, { key = "k" })
              datagov.upload("d_1f0c5d6b7a8e49f2b3c4d5e6f7a80912", "rows.csv")'
            find state -perm /077 | sort
            """
        try scratch.file("rows.csv", "short_url,long_url,created_at\na,https://www.example.gov.sg,2026-01-01\n")
        let result = try await Command.shell(
            ["-c", script, Command.builtFolder + "govscript"], in: scratch.path)
        #expect(result.output == "", "\(result.errors)")
        #expect(try scratch.names(in: "state/sandbox").contains("objects"))
    }
}
