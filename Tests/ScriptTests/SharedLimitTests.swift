import ApiEmulator
import FoundationEssentials
import TestSupport
import Testing

/// Several processes are together as fast as one.
struct SharedLimitTests {
    private struct Account: Decodable {
        var service: String
        var taken: Int
        var requestsInLastMinute: Int

        private enum CodingKeys: String, CodingKey {
            case service, taken
            case requestsInLastMinute = "requests_in_last_minute"
        }
    }

    @Test func processesKeepOneLimitTogether() async throws {
        let scratch = ScratchFolder()
        try scratch.file(
            "job.lua",
            """
            for _ = 1, 6 do links.create("https://www.example.gov.sg/" .. args[1]) end
            print(links.limits().refusals)
            """)
        let configuration = EmulatorConfiguration()
        try await EmulatorServer.serving(configuration) { server, access in
            let environment = ["GOVSCRIPT_GO_URL": access.goUrl, "GOVSCRIPT_GO_API_KEY": access.goKey]
            try await withThrowingTaskGroup(of: ChildProcess.Result.self) { group in
                for name in ["a", "b", "c"] {
                    group.addTask {
                        try await Command.run(
                            ["run", "--no-lock", "job.lua", name], in: scratch.path, environment: environment)
                    }
                }
                for try await result in group {
                    #expect(result.status == 0, "\(result.errors)")
                    #expect(result.output == "0\n")
                }
            }
            let limits = try await Command.run(["limits", "--json"], in: scratch.path)
            let accounts = try JSONDecoder().decode([Account].self, from: Data(limits.output.utf8))
            #expect(accounts.map(\.requestsInLastMinute) == [18])
        }
    }

    @Test func aMachineWithoutUseHasNothingToShow() async throws {
        let scratch = ScratchFolder()
        let result = try await Command.run(["limits"], in: scratch.path)
        #expect(result.output == "No service has been used yet.\n")
        #expect(result.status == 0)
    }

    @Test func aStateDirectoryThatCannotBeMadeIsNamed() async throws {
        let scratch = ScratchFolder()
        try scratch.file("file", "")
        let result = try await Command.run(
            ["-e", "links.list()"], in: scratch.path,
            environment: ["GOVSCRIPT_STATE_DIR": "file/state", "GOVSCRIPT_GO_API_KEY": "live_v1_x"])
        #expect(result.status == 78)
        #expect(
            result.errors == """
                warning: this start is not recorded: cannot create file/state/starts: not a directory
                  hint: Set GOVSCRIPT_STATE_DIR to a folder that this user can write.
                error: (command line):1: cannot make the state directory file/state: not a directory
                  hint: Set GOVSCRIPT_STATE_DIR to a folder of yours on a local disk.

                """)
    }
}
