import Testing

/// `Package.swift` and every import obey the arrows.
struct LayeringTests {
    private let layers = Layers.govscript

    @Test func packageAndImportsObeyTheArrows() throws {
        let manifest = try PackageManifest.read(at: Repository.root)
        let imports: Set = ["CLua", "SystemFiles", "Timekeeping"]
        #expect(manifest.targets.contains { $0.name == "LuaBridge" && $0.imports == imports })
        for target in manifest.targets {
            let sources = Repository.files.filter { $0.isBelow(target.folder) && $0.hasExtension("swift") }
            var problems = layers.problems(in: target, of: manifest) + layers.problems(in: target, sources: sources)
            if !target.isOfTests, !sources.isEmpty {
                problems += layers.idleDependencies(of: target, sources: sources)
            }
            for problem in problems { Issue.record("\(problem)") }
        }
        for folder in Repository.targetFolders where !manifest.targets.contains(where: { $0.folder == folder }) {
            Issue.record("\(folder) belongs to no target of Package.swift")
        }
    }

    @Test func cStaysInItsTargets() {
        for file in Repository.files
        where file.isBelow("Sources") && file.hasExtension("c", "h", "m", "cpp", "modulemap") {
            let targets = Self.suites.keys + ["CLuaSystem"]
            #expect(
                targets.contains { file.isBelow("Sources/" + $0) }, "\(file.path): C belongs in a target of its own")
        }
    }
}

extension LayeringTests {
    /// The suites that go through each target of C, for `make asan`.
    private static let suites = [
        "CCSV": "TextFormatsTests", "CCSVCount": "ApiClientsTests.FileScanTests", "CCrypto": "HashingTests",
        "CCurl": "CurlTransportTests.ProxyTests", "CEdit": "LineEditorTests", "CGzip": "TextFormatsTests",
        "CJansson": "TextFormatsTests", "CLua": "LuaBridgeTests", "CLuaJSON": "TextFormatsTests",
        "CPostgres": "PostgresTests", "CProcess": "SettingsTests", "CRevision": "ScriptTests.ScriptTests",
        "CRows": "ScriptModulesTests",
        "CSQLite": "SQLiteTests", "CSimdJSON": "JSONTapeTests", "CToml": "SettingsTests", "CXlsx": "FuzzTests",
    ]

    @Test func allCRunsUnderTheSanitizers() throws {
        let script = try #require(Repository.files.first { $0.path == "scripts/asan.sh" }).text
        let list = try #require(script.firstMatch(of: #/\nsuites=\(([^)]*)\)/#)).1
        let filter = Set(list.split(whereSeparator: \.isWhitespace).map(String.init))
        let sources = Repository.files.filter { $0.isBelow("Sources") && $0.hasExtension("c", "cpp") }
        let targets = Set(sources.compactMap { $0.path.split(separator: "/").dropFirst().first.map(String.init) })
        #expect(targets.count >= 10)
        for target in targets {
            let suite = Self.suites[target]
            #expect(suite.map(filter.contains) == true, "scripts/asan.sh runs no suite of \(target)")
        }
    }
}

/// The test above can fail: it finds what it is for in a package made up for it.
struct LayersTests {
    private let layers = Layers(
        arrows: ["Upper": ["Lower"], "Lower": ["CLower"], "CLower": [], "Server": []], owners: ["CLower": ["Lower"]])
    private let manifest = PackageManifest(targets: [
        .init(name: "Upper", type: .regular, dependencies: [.init("Lower"), .init("NIOCore")]),
        .init(name: "Lower", type: .regular, dependencies: [.init("CLower")]),
        .init(name: "CLower", type: .system, dependencies: []),
        .init(name: "Server", type: .regular, dependencies: [.init("Lower"), .init("CLower")]),
        .init(name: "Stray", type: .regular, dependencies: []),
        .init(name: "UpperTests", type: .test, dependencies: [.init("Upper")]),
    ])

    private func imports(of target: String, _ text: String) throws -> [String] {
        let target = try #require(manifest.targets.first { $0.name == target })
        return layers.problems(in: target, sources: [SourceFile(path: "\(target.folder)/A.swift", text: text)])
    }

    @Test(arguments: [
        "Lower", "NIOCore", "Foundation", "struct Foundation.Date", "Synchronization // for Mutex",
    ])
    func aDeclaredImportIsFine(_ module: String) throws {
        #expect(try imports(of: "Upper", "import \(module)\n") == [])
    }

    @Test(arguments: [
        "import Server", "public import Server", "@testable import Server", "@_spi(Inner) internal import Server",
        "import struct Server.Port", "import Server.Ports", "let a = 1;" + " import Server", "  import Server  // why",
    ])
    func anUndeclaredImportIsFound(_ line: String) throws {
        let problem = "Sources/Upper/A.swift:2: Upper imports Server, which Package.swift does not declare for it"
        #expect(try imports(of: "Upper", "// Imports Server.\n\(line)\n") == [problem])
    }

    @Test func aModuleBehindALayerIsFound() throws {
        let problem = "Sources/Server/A.swift:1: Server imports CLower: only Lower may"
        #expect(try imports(of: "Server", "private import CLower") == [problem])
        #expect(try imports(of: "Lower", "import CLower") == [])
    }

    @Test func onlyTestsImportTesting() throws {
        #expect(try imports(of: "UpperTests", "import Testing\n@testable import Upper") == [])
        #expect(try imports(of: "Upper", "import Testing").count == 1)
    }

    @Test func wordsThatOnlyLookLikeImportsAreNone() {
        let source = "// import A\nlet text = \"import B\"\n#if canImport(C)\nimportant(D)\n/// import E"
        #expect(ImportLine.all(in: source) == [])
    }

    @Test func aDeclarationAgainstTheArrowsIsFound() {
        let problems = manifest.targets.flatMap { layers.problems(in: $0, of: manifest) }
        #expect(
            problems == [
                "Server must not depend on CLower",
                "Server must not depend on Lower",
                "Stray is in no layer: add it to Layers.swift and to ARCHITECTURE.md",
            ])
    }

    @Test func aDependencyThatNothingImportsIsFound() throws {
        let upper = try #require(manifest.targets.first)
        let sources = [SourceFile(path: "Sources/Upper/A.swift", text: "import Lower")]
        #expect(
            layers.idleDependencies(of: upper, sources: sources) == ["Upper depends on NIOCore and does not import it"])
    }
}
