/// Who may depend on whom: the arrows of ARCHITECTURE.md.
///
/// The package manager does not guard them: a target that is built anyway can be imported undeclared.
struct Layers {
    /// What each target may depend on among the project's own; it need not.
    var arrows: [String: Set<String>]
    /// Modules that stay behind one layer.
    var owners: [String: Set<String>]

    /// The toolchain's own modules, which every target may import.
    static let toolchain: Set<String> = [
        "Darwin", "Dispatch", "Foundation", "FoundationEssentials", "Glibc", "Musl", "Synchronization",
    ]

    static let govscript = Layers(
        arrows: [
            "CLuaSystem": [],
            "CJansson": [],
            "CEdit": [],
            "CCSVCount": [],
            "CGzip": [],
            "CPostgres": [],
            "CCrypto": [],
            "CCurl": [],
            "CProcess": [],
            "CRevision": [],
            "CRows": ["CLua", "CLuaSystem"],
            "CSQLite": [],
            "CSimdJSON": [],
            "CToml": [],
            "CXlsx": ["CLuaSystem"],
            "SQLite": ["CSQLite", "Timekeeping"],
            "JSONTape": ["CSimdJSON"],
            "Facts": ["Timekeeping"],
            "SystemFiles": [],
            "Timekeeping": [],
            "TerminalText": ["CProcess"],
            "CCSV": ["CGzip", "CLua", "CLuaSystem"],
            "CLua": ["CLuaSystem", "CProcess"],
            "CLuaJSON": ["CLua", "CSimdJSON"],
            "LuaBridge": ["CLua", "SystemFiles", "Timekeeping"],
            "Spreadsheets": ["CXlsx", "LuaBridge", "SystemFiles"],
            "Catalogue": ["Facts", "LuaBridge", "TerminalText"],
            "ScriptCheck": ["Catalogue", "SystemFiles", "TerminalText"],
            "LineEditor": ["CEdit", "SystemFiles", "TerminalText"],
            "Repl": [
                "Catalogue", "JSONTape", "LineEditor", "LuaBridge", "SystemFiles", "TerminalText", "TextFormats",
                "Timekeeping",
            ],
            "Hashing": ["CCrypto"],
            "CurlTransport": ["CCurl", "SystemFiles", "Timekeeping"],
            "ApiClients": [
                "CCSVCount", "CurlTransport", "Facts", "Hashing", "JSONTape", "SystemFiles", "TerminalText",
                "Timekeeping",
            ],
            "Operations": ["JSONTape", "SystemFiles", "TerminalText", "Timekeeping"],
            "Settings": ["ApiClients", "CProcess", "CToml", "Postgres", "SystemFiles", "TerminalText", "Timekeeping"],
            "CommandPages": ["Catalogue", "Settings"],
            "ApiEmulator": ["Hashing", "SystemFiles"],
            "HostLeases": ["Timekeeping"],
            "Postgres": ["CPostgres", "SystemFiles", "Timekeeping"],
            "ClusterState": ["Hashing", "HostLeases", "Postgres", "RunJournal", "Timekeeping"],
            "HostState": ["ApiClients", "Hashing", "HostLeases", "SQLite", "SystemFiles", "Timekeeping"],
            "HostStateProbe": ["ApiClients", "ClusterState", "HostState", "Postgres", "Timekeeping"],
            "RunJournal": ["Hashing", "SQLite", "SystemFiles", "Timekeeping"],
            "StartRecords": ["JSONTape", "SQLite", "SystemFiles", "Timekeeping"],
            "DurableRuns": ["Facts", "Hashing", "RunJournal"],
            "TextFormats": ["CCSV", "CGzip", "CJansson", "CLuaJSON", "JSONTape", "LuaBridge", "SystemFiles"],
            "ScriptModules": [
                "ApiClients", "Catalogue", "CRows", "DurableRuns", "Hashing", "HostState", "LuaBridge", "RunJournal",
                "Spreadsheets", "StartRecords", "SystemFiles", "TerminalText", "TextFormats", "Timekeeping",
            ],
            "ScriptRunner": [
                "ApiClients", "Catalogue", "ClusterState", "DurableRuns", "Hashing", "HostState", "JSONTape",
                "LuaBridge",
                "Postgres", "RunJournal", "ScriptModules", "Settings", "StartRecords", "SystemFiles", "TerminalText",
                "Timekeeping",
            ],
            "govscript": [
                "ApiClients", "ApiEmulator", "Catalogue", "ClusterState", "CommandPages", "CProcess", "CRevision",
                "CurlTransport", "DurableRuns", "Hashing", "HostLeases", "HostState", "JSONTape", "LineEditor",
                "LuaBridge", "Operations", "Postgres", "Repl", "RunJournal", "SQLite", "ScriptCheck", "ScriptModules",
                "ScriptRunner", "ScriptTesting", "Settings", "StartRecords", "SystemFiles", "TerminalText",
                "TextFormats", "Timekeeping",
            ],
            "ScriptTesting": [
                "ApiClients", "ApiEmulator", "DurableRuns", "Facts", "LuaBridge", "RunJournal", "ScriptModules",
                "ScriptRunner", "Settings", "StartRecords", "SystemFiles", "TerminalText", "Timekeeping",
            ],
            "TestSupport": ["ApiClients", "Timekeeping"],
        ],
        owners: [
            "CLuaSystem": ["CCSV", "CLua", "CRows", "CXlsx"],
            "CCSV": ["TextFormats"],
            "CCSVCount": ["ApiClients"],
            "CLua": ["CCSV", "CLuaJSON", "CRows", "LuaBridge"],
            "CLuaJSON": ["TextFormats"],
            "CProcess": ["CLua", "Settings", "TerminalText", "govscript"],
            "CCrypto": ["Hashing"],
            "CCurl": ["CurlTransport"],
            "CEdit": ["LineEditor"],
            "CGzip": ["CCSV", "TextFormats"],
            "CJansson": ["TextFormats"],
            "CPostgres": ["Postgres"],
            "CRevision": ["govscript"],
            "CRows": ["ScriptModules"],
            "CSQLite": ["SQLite"],
            "CSimdJSON": ["CLuaJSON", "JSONTape"],
            "CToml": ["Settings"],
            "CXlsx": ["Spreadsheets"],
            "Hummingbird": ["ApiEmulator"],
            "HummingbirdCore": ["ApiEmulator"],
            "ArgumentParser": ["govscript"],
        ])

    /// What is wrong with a target's declaration in `Package.swift`.
    func problems(in target: PackageManifest.Target, of manifest: PackageManifest) -> [String] {
        if target.isOfTests { return [] }
        guard let allowed = arrows[target.name] else {
            return ["\(target.name) is in no layer: add it to Layers.swift and to ARCHITECTURE.md"]
        }
        let own = Set(manifest.targets.map(\.name))
        return target.imports.sorted().compactMap { name in
            if own.contains(name), !allowed.contains(name) { return "\(target.name) must not depend on \(name)" }
            return ownerProblem(target.name, name).map { "\(target.name) must not depend on \(name): \($0)" }
        }
    }

    /// What is wrong with a target's `import` lines.
    func problems(in target: PackageManifest.Target, sources: [SourceFile]) -> [String] {
        let usable = target.imports.union(Self.toolchain).union(target.isOfTests ? ["Testing"] : [])
        return sources.flatMap { file in
            ImportLine.all(in: file.text).compactMap { line in
                let place = "\(file.path):\(line.line): \(target.name) imports \(line.module)"
                if !target.isOfTests, let problem = ownerProblem(target.name, line.module) {
                    return "\(place): \(problem)"
                }
                return usable.contains(line.module) ? nil : "\(place), which Package.swift does not declare for it"
            }
        }
    }

    /// Dependencies that `Package.swift` declares and no file of the target imports.
    func idleDependencies(of target: PackageManifest.Target, sources: [SourceFile]) -> [String] {
        let imported = Set(sources.flatMap { ImportLine.all(in: $0.text) }.map(\.module))
        return target.imports.subtracting(imported).sorted().map {
            "\(target.name) depends on \($0) and does not import it"
        }
    }

    private func ownerProblem(_ target: String, _ module: String) -> String? {
        guard let owners = owners[module], !owners.contains(target) else { return nil }
        return "only \(owners.sorted().joined(separator: " and ")) may"
    }
}
