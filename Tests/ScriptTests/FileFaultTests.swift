import Catalogue
import FoundationEssentials
import Glibc
import ScriptCheck
import ScriptModules
import TestSupport
import Testing

/// A file that cannot be used ends the process with the code of the table, whichever function met it.
struct FileFaultTests {
    /// What can be wrong with a path.
    enum Fault: String, CaseIterable, Sendable {
        case missing, closed, folder, tooLong, full

        func code(isWriting: Bool) -> Int32 { self == .full ? 75 : isWriting ? 73 : 66 }
    }

    /// Something that opens a file: a call, or a command line with `PATH` in it.
    struct Use: Sendable, CustomTestStringConvertible {
        var name: String
        var words: [String]
        var isWriting: Bool
        var leavesOut: Set<Fault> = []

        var testDescription: String { name }
    }

    private static let dataset = "'d_2a1d6e7c8b9f40a3c4d5e6f7a8b91023'"

    /// How each function is called whose argument is a path, with its path in `p`.
    private static let calls: [String: String] = [
        "csv.rows": "for _ in csv.rows(p) do end", "csv.read": "csv.read(p)", "fs.read": "fs.read(p)",
        "json.lines": "for _ in json.lines(p) do end",
        "xlsx.rows": "for _ in xlsx.rows(p) do end", "xlsx.sheets": "xlsx.sheets(p)",
        "fs.list": "fs.list(p)", "datagov.check": "datagov.check(p)",
        "datagov.upload": "datagov.upload(\(dataset), p)", "datagov.append": "datagov.append(\(dataset), p)",
        "datagov.publish": "datagov.publish(\(dataset), p)", "datagov.download": "datagov.download(\(dataset), p)",
        "datagov.restore": "datagov.restore(\(dataset), p)", "datagov.diff": "datagov.diff(\(dataset), p)",
        "csv.writer": "local w <close> = csv.writer(p, { 'a' }) w:write({ long }) w:close()",
        "csv.write": "csv.write(p, { { a = long } })", "fs.write": "fs.write(p, long)",
        "csv.copy": "csv.copy('rows.csv', p)", "fs.mkdir": "fs.mkdir(p)",
    ]

    /// Declared functions that make an answer of what is there: that nothing is, is no failure.
    private static let asking: Set = ["fs.exists", "fs.stat"]

    /// What a function does with its paths, in their order.
    private static func fileUses(of function: String) -> [FileUse] {
        if let plain = StandardLibrary.files[function] { return plain.sorted { $0.key < $1.key }.map(\.value) }
        let signature = AllModules.signatures.first { $0.name == function }
        return (signature?.required ?? []).compactMap(\.file)
    }

    private static let uses: [Use] = {
        var uses: [Use] = []
        for (name, call) in calls.sorted(by: { $0.key < $1.key }) {
            let code = "local p, long = ..., ('x'):rep(200000) " + call
            guard let use = fileUses(of: name).last else { continue }
            let isWriting = use == .write || use == .makeFolder
            let without: Set<Fault> =
                switch use {
                // The folder's own parents are made.
                case .makeFolder: [.missing, .folder, .full]
                // What the sandbox has to download is smaller than what the sandbox itself keeps.
                case _ where name == "datagov.download": [.full]
                case .list: [.folder, .full]
                default: isWriting ? [] : [.full]
                }
            uses.append(
                Use(
                    name: name, words: ["run", "--sandbox", "-e", code, "PATH"], isWriting: isWriting,
                    leavesOut: without))
        }
        uses.append(
            Use(
                name: "csv.copy from",
                words: ["run", "-e", "csv.copy(..., 'copy.csv')", "PATH"], isWriting: false,
                leavesOut: [.full]))
        uses.append(
            Use(
                name: "csv.writer append",
                words: [
                    "run", "-e",
                    "local w = csv.writer(..., { 'a' }, { append = true }) w:write({ ('x'):rep(200000) }) w:close()",
                    "PATH",
                ], isWriting: true))
        uses.append(
            Use(
                name: "save",
                words: [
                    "run", "--sandbox", "-e",
                    "bulk.each('r', { { k = 'a' } }, function() return ('x'):rep(200000) end, "
                        + "{ key = 'k', save = ... })",
                    "PATH",
                ], isWriting: true))
        uses += [
            Use(name: "the script", words: ["run", "PATH"], isWriting: false, leavesOut: [.full]),
            Use(name: "check", words: ["check", "PATH"], isWriting: false, leavesOut: [.full, .folder]),
            Use(
                name: "--trace-har", words: ["run", "--sandbox", "--trace-har", "PATH", "-e", "links.list()"],
                isWriting: true, leavesOut: [.full]),
            Use(
                name: "--log-file", words: ["run", "--log-file", "PATH", "-e", ""], isWriting: true,
                leavesOut: [.full]),
            Use(name: "init", words: ["init", "PATH"], isWriting: true, leavesOut: [.missing, .folder, .full]),
        ]
        return uses
    }()

    @Test func everyFunctionThatOpensAFileIsTried() {
        for signature in AllModules.signatures where !Self.asking.contains(signature.name) {
            guard !Self.fileUses(of: signature.name).isEmpty else { continue }
            #expect(Self.calls[signature.name] != nil, "\(signature.name)")
        }
    }

    @Test(arguments: uses, Fault.allCases)
    func theCodeTellsWhatIsWrongWithIt(_ use: Use, _ fault: Fault) async throws {
        guard !use.leavesOut.contains(fault) else { return }
        let scratch = ScratchFolder()
        chmod(scratch.path, 0o777)
        try scratch.file("rows.csv", "a\n" + String(repeating: "x", count: 200_000) + "\n")
        let path: String
        switch fault {
        case .missing: path = use.isWriting ? "none/x.csv" : "none.csv"
        case .folder: path = try scratch.folder("folder")
        case .tooLong: path = String(repeating: "n", count: 300) + ".csv"
        case .full: path = "full.csv"
        case .closed:
            let isFolder = use.name == "init" || use.name == "fs.mkdir" || use.name == "fs.list"
            path = isFolder ? "closed" + (use.isWriting ? "/new" : "") : "closed.csv"
            if isFolder { chmod(try scratch.folder("closed"), 0) } else { chmod(try scratch.file(path, "a\n1\n"), 0) }
        }
        // A user whom permissions bind, also where the tests run as root.
        let user = 65534
        let state = try scratch.folder("own")
        if getuid() == 0 { chown(state, uid_t(user), gid_t(user)) }
        let result = try await Command.run(
            use.words.map { $0 == "PATH" ? path : $0 }, in: scratch.path,
            environment: ["GOVSCRIPT_STATE_DIR": state + "/state"],
            limit: fault == .full ? "-f 64" : nil, user: user)
        #expect(result.status == fault.code(isWriting: use.isWriting), "\(result.errors)")
        #expect(result.errors.hasPrefix("error: "), "\(result.errors)")
    }
}
