import ApiEmulator
import Catalogue
import FoundationEssentials
import ScriptModules
import TestSupport
import Testing

/// A path that is longer than any is refused before anything else is done with it, in words that do not repeat it.
///
/// In the real command: a session chooses how the files of uploads are opened, and where runs are recorded.
struct PathLengthTests {
    /// What parameters and options that take a path are called; a function with a new one is among the calls at once.
    private static let names: Set<String> = ["path", "file", "pattern", "save", "from"]

    /// A call of each function that takes a path, with `long` in its place, and Lua's own.
    private static let calls: [String] =
        AllModules.signatures.filter { !$0.name.contains(":") }.flatMap(calls) + [
            "assert(io.open(long))", "io.lines(long)", "io.input(long)", "io.output(long)", "assert(os.remove(long))",
            "assert(os.rename(long, 'a'))", "assert(os.rename('a', long))", "assert(loadfile(long))", "dofile(long)",
        ]

    /// One call for each of a function's parameters that takes a path.
    private static func calls(of signature: Signature) -> [String] {
        let required = signature.required.map(\.name)
        let positional = required.filter(names.contains).map { _ in
            "\(signature.name)(\(signature.required.map { value($0, path: "long") }.joined(separator: ", ")))"
        }
        let options = signature.options.map(\.name).filter(names.contains).map { option in
            let arguments = signature.required.map { value($0, path: "'a'") } + ["{ \(option) = long }"]
            return "\(signature.name)(\(arguments.joined(separator: ", ")))"
        }
        return positional.prefix(1) + options
    }

    private static func value(_ parameter: Signature.Parameter, path: String) -> String {
        switch parameter.name {
        case let name where names.contains(name): path
        case "dataset": "'\(DatasetSeed.visitorsId)'"
        case "fn": "function() end"
        case _ where parameter.type.hasPrefix("string[]"): "{ 'a' }"
        case _ where parameter.type.hasPrefix("any[]"): "{ { a = 1 } }"
        case "items": "{}"
        default: "'a'"
        }
    }

    @Test func isRefusedInWords() async throws {
        let text = Self.calls.reduce(into: "local long = ('x/'):rep(2049)\n") {
            $0 += "print(select(2, pcall(function() \($1) end)))\n"
        }
        try await EmulatorServer.serving(BulkJob.configuration()) { server, access in
            let job = try BulkJob(text, access)
            try job.scratch.file("a")
            let result = try await job.run()
            #expect(result.status == 0, "\(result)")
            let messages = result.output.split(separator: "\n")
            #expect(messages.count == Self.calls.count)
            for (call, message) in zip(Self.calls, messages) {
                #expect(message.contains("a path has at most 4095 bytes, and this one has 4098"), "\(call): \(message)")
                #expect(message.utf8.count < 400, "\(call)")
            }
            #expect(server.ledger.uploads.isEmpty)
        }
    }

    @Test func allFunctionsWithPathsAreAmongThem() {
        let called = Set(Self.calls.map { $0.prefix { $0 != "(" } })
        let known = [
            "fs.list", "fs.stat", "fs.read", "fs.write", "fs.mkdir", "fs.glob", "fs.exists", "csv.rows", "csv.writer",
            "csv.read", "csv.write", "csv.copy",
            "datagov.check", "datagov.download", "datagov.upload", "datagov.append", "datagov.publish", "bulk.each",
        ]
        #expect(Set(known.map { $0[...] }).subtracting(called) == [])
    }

    @Test func aModulesNameIsRefusedInOneLine() async throws {
        let result = try await BulkJob("print(select(2, pcall(require, ('x.'):rep(1000000))))").run()
        #expect(
            result.output.hasSuffix("' not found:\n\ta name has at most 4095 bytes, and this one has 2000000\n"),
            "\(result.output.suffix(200))")
    }
}
