import ApiEmulator
import FoundationEssentials
import TestSupport

/// One example in a folder of its own, run by the real command against an emulator.
struct ExampleRun: Sendable {
    private let scratch = ScratchFolder()
    private let name: String
    private let words: [String]
    private let access: EmulatorAccess
    let server: EmulatorServer

    private init(_ name: String, _ input: ExampleCase.Input, _ server: EmulatorServer, _ access: EmulatorAccess) throws
    {
        self.name = name
        self.server = server
        self.access = access
        words = input.words
        try write(input.files)
    }

    static func serving<Value: Sendable>(
        _ name: String, _ input: ExampleCase.Input, _ body: (ExampleRun) async throws -> Value
    ) async throws -> Value {
        var configuration = EmulatorConfiguration()
        configuration.rate = 0
        configuration.links = input.links
        // Long enough to be seen by a poll each second.
        configuration.ingestion = IngestionTimes(
            stale: .zero, starting: .milliseconds(1200), validating: .zero, passed: .zero, ingesting: .zero)
        return try await EmulatorServer.serving(configuration) { server, access in
            try await body(try ExampleRun(name, input, server, access))
        }
    }

    func write(_ files: [String: String]) throws {
        for (path, text) in files {
            try scratch.folder(String(path.split(separator: "/").dropLast().joined(separator: "/")))
            if path.hasSuffix("/") { try scratch.folder(path) } else { try scratch.file(path, text) }
        }
    }

    /// - Parameter point: The step boundary at which it is killed.
    func start(killedAt point: String? = nil, options: [String] = []) async throws -> ChildProcess.Result {
        var environment = access.variables
        environment["GOVSCRIPT_APPEND_SETTLE"] = "2"
        environment["GOVSCRIPT_FAILURE_SETTLE"] = "2"
        environment["GOVSCRIPT_CRASH"] = point
        let script = ExampleTests.folder + "/" + name
        return try await Command.run(
            ["run"] + options + [script] + words, in: scratch.path, environment: environment)
    }

    /// Runs Lua on another machine with the same keys.
    func elsewhere(_ code: String) async throws -> ChildProcess.Result {
        let other = ScratchFolder()
        return try await Command.run(["-e", code], in: other.path, environment: access.variables)
    }

    /// How many links were made or changed and files stored so far, by anybody.
    var writes: Int {
        let ledger = server.ledger
        return ledger.creates.count + ledger.updates.count + ledger.uploads.count
    }

    /// All links and rows.
    ///
    /// Drawn names differ from run to run and are left out.
    var facts: [String] {
        let links = [EmulatedService.go, .forsg].flatMap { service in
            server.links(of: service).map { "\(service) \($0.longUrl) \($0.isActive ? "on" : "off")" }
        }
        let rows = [DatasetSeed.shortLinksId, DatasetSeed.visitorsId].flatMap { id in
            (server.csv(of: id) ?? "").split(separator: "\n").map { "\(id) \($0)" }
        }
        return (links + rows).sorted()
    }

    /// What somebody else has written, see ``ExampleCase/byHand``.
    var editsOfOthers: [String] { facts.filter { $0.contains(ExampleCase.byHand) } }
}

extension EmulatorAccess {
    /// The environment in which scripts reach the emulator, unpaced.
    var variables: [String: String] {
        [
            "GOVSCRIPT_GO_URL": goUrl, "GOVSCRIPT_GO_API_KEY": goKey, "GOVSCRIPT_GO_RATE": "0",
            "GOVSCRIPT_FORSG_URL": forsgUrl, "GOVSCRIPT_FORSG_API_KEY": forsgKey, "GOVSCRIPT_FORSG_RATE": "0",
            "GOVSCRIPT_DATAGOV_URL": datagovUrl, "GOVSCRIPT_DATAGOV_API_KEY": datagovKey,
        ]
    }
}
