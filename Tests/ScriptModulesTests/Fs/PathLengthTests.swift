import ApiClients
import Catalogue
import LuaBridge
import TestSupport
import Testing

@testable import ScriptModules

/// A path that is longer than any is refused before anything else is done with it, in words that do not repeat it.
struct PathLengthTests {
    /// What parameters that take a path are called; a function with a new one is among the calls at once.
    private static let names: Set<String> = ["path", "file", "pattern"]

    /// These open their file by what the session gives to the client, which goes through `FileAccess` too.
    private static let uploads: Set<String> = ["datagov.upload", "datagov.append", "datagov.publish"]

    /// A call of each function that takes a path, with `long` in its place.
    static let calls: [String] =
        AllModules.signatures.compactMap { signature in
            guard !signature.name.contains(":"), !uploads.contains(signature.name),
                signature.required.contains(where: { names.contains($0.name) })
            else { return nil }
            let arguments = signature.required.map { parameter in
                if names.contains(parameter.name) { return "long" }
                if parameter.name == "dataset" { return "'d_07c63be0f37e6e59c07a4ddc2fd87fcb'" }
                return parameter.type.hasPrefix("string[]") ? "{ 'a' }" : "'a'"
            }
            return "\(signature.name)(\(arguments.joined(separator: ", ")))"
        } + [
            "assert(io.open(long))", "io.lines(long)", "io.input(long)", "io.output(long)", "assert(os.remove(long))",
            "assert(os.rename(long, 'a'))", "assert(os.rename('a', long))", "assert(loadfile(long))", "dofile(long)",
        ]

    @Test(arguments: calls)
    func isRefusedInWords(_ call: String) async throws {
        let scratch = ScratchFolder()
        try scratch.file("a")
        let message = try await LuaThread.run {
            try Self.message(of: "local long = ('x/'):rep(2049) \(call)", in: scratch)
        }
        #expect(message.contains("a path has at most 4095 bytes, and this one has 4098"), "\(message)")
        #expect(message.utf8.count < 400, "\(message)")
    }

    @Test func allFunctionsWithPathsAreAmongThem() {
        let called = Set(Self.calls.map { $0.prefix { $0 != "(" } })
        let known = [
            "fs.list", "fs.stat", "fs.read", "fs.write", "fs.mkdir", "fs.glob", "fs.exists", "csv.rows", "csv.writer",
            "datagov.check", "datagov.download",
        ]
        #expect(Set(known.map { $0[...] }).subtracting(called) == [])
    }

    @Test func aModulesNameIsRefusedInOneLine() async throws {
        let scratch = ScratchFolder()
        let message = try await LuaThread.run {
            try Self.message(of: "require(('x.'):rep(1000000))", in: scratch)
        }
        #expect(
            message.hasSuffix("' not found:\n\ta name has at most 4095 bytes, and this one has 2000000"),
            "\(message.suffix(200))")
    }

    /// The words of the error that a script ends with.
    private static func message(of script: String, in scratch: ScratchFolder) throws -> String {
        let transport = ScriptedTransport([]).transport
        let services = Services(
            defaultLinks: .go, links: { _ in throw ApiError(.auth, "no key") },
            datagov: {
                DataGovClient(
                    try DataGovEndpoints("https://data.example", key: Secret("k")),
                    environment: ClientEnvironment(transport: transport))
            })
        let state = try ScriptModulesInterpreter.make(in: scratch, services: services)
        let result = try state.scheduler.run(
            "local ok, e = pcall(function() \(script) end) return tostring(e)".utf8, name: "=test")
        guard case .string(let message) = result.first else { return "no words: \(result)" }
        return message
    }
}
