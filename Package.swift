// swift-tools-version: 6.2
import PackageDescription

// Targets are the layers of ARCHITECTURE.md: each names all that it may import, and LayeringTests compares.

/// What every Swift target is compiled with.
///
/// A warning that may stay is soon one of many, so none may.
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .treatAllWarnings(as: .error),
]

/// Undefined behaviour of our own C ends the tests of `make asan`.
///
/// As a trap, because the package manager links the run-time library of one sanitizer only.
let undefined = ["-fsanitize=undefined", "-fsanitize-trap=undefined", "-fno-omit-frame-pointer"]
let checked = Context.environment["GOVSCRIPT_SANITIZED"] == nil ? [] : undefined

/// What our own C is compiled with: no warning may stay there either.
let strictC: [CSetting] = [.unsafeFlags(["-Wall", "-Wextra", "-Werror"] + checked)]
let strictCXX: [CXXSetting] = [.unsafeFlags(["-Wall", "-Wextra", "-Werror"])]

/// How the optimised program is linked, so that it starts fast.
///
/// Its relative relocations are packed, which only lld, of the Swift toolchain, can do. No symbol is exported: the
/// Swift runtime looks among those for its own name at every start, and nothing else does.
let fastStart: [LinkerSetting] = [
    .unsafeFlags(
        ["-use-ld=lld"] + ["-z", "pack-relative-relocs", "--no-export-dynamic"].flatMap { ["-Xlinker", $0] },
        .when(configuration: .release))
]

/// The commit and its day, from scripts/revision.sh by way of the Makefile.
///
/// The command that compiles one file of C depends on it.
let revision = Context.environment["GOVSCRIPT_REVISION"].map {
    [CSetting.define("GOVSCRIPT_REVISION", to: "\"\($0)\"")]
}

let package = Package(
    name: "govscript",
    products: [
        .executable(name: "govscript", targets: ["govscript"]),
        .library(name: "LuaBridge", targets: ["LuaBridge"]),
        .library(name: "RunJournal", targets: ["RunJournal"]),
        .library(name: "FuzzTargets", targets: ["FuzzTargets"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-http-types", exact: "1.8.0", traits: []),
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
        // Without its traits: they bring Foundation, and swift-configuration, into the program.
        .package(url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1", traits: []),
    ],
    targets: [
        .systemLibrary(name: "CLuaSystem", pkgConfig: "lua5.4", providers: [.apt(["liblua5.4-dev"])]),
        .systemLibrary(name: "CJansson", pkgConfig: "jansson", providers: [.apt(["libjansson-dev"])]),
        .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
        .target(name: "Facts", dependencies: ["Timekeeping"], swiftSettings: strict),
        .target(name: "SystemFiles", swiftSettings: strict),
        .target(name: "Timekeeping", swiftSettings: strict),
        .target(name: "TerminalText", dependencies: ["CProcess"], swiftSettings: strict),
        .target(name: "CProcess", cSettings: strictC),
        .target(name: "CCrypto", cSettings: strictC),
        .target(name: "CRevision", cSettings: strictC + (revision ?? [])),
        .target(name: "CCurl", cSettings: strictC),
        .target(name: "CEdit", cSettings: strictC),
        .target(name: "CGzip", cSettings: strictC),
        .target(name: "CPostgres", cSettings: strictC),
        .target(name: "CLua", dependencies: ["CLuaSystem", "CProcess"], cSettings: strictC),
        .target(name: "CCSVCount", cSettings: strictC),
        .target(name: "CCSV", dependencies: ["CGzip", "CLua", "CLuaSystem"], cSettings: strictC),
        .target(name: "CXlsx", dependencies: ["CLuaSystem"], cSettings: strictC),
        .target(name: "CRows", dependencies: ["CLua", "CLuaSystem"], cSettings: strictC),
        .target(name: "CToml", cxxSettings: strictCXX),
        .target(name: "CSimdJSON", cxxSettings: strictCXX),
        .target(name: "CLuaJSON", dependencies: ["CLua", "CSimdJSON"], cSettings: strictC),
        .target(name: "JSONTape", dependencies: ["CSimdJSON"], swiftSettings: strict),
        .target(name: "SQLite", dependencies: ["CSQLite", "Timekeeping"], swiftSettings: strict),
        .target(
            name: "LuaBridge", dependencies: ["CLua", "SystemFiles", "Timekeeping"],
            resources: [
                .embedInCode("Libraries/clock.lua"), .embedInCode("Libraries/files.lua"),
                .embedInCode("Libraries/package.lua"), .embedInCode("Libraries/require.lua"),
            ],
            swiftSettings: strict),
        .target(name: "Spreadsheets", dependencies: ["CXlsx", "LuaBridge", "SystemFiles"], swiftSettings: strict),
        .target(name: "Catalogue", dependencies: ["Facts", "LuaBridge", "TerminalText"], swiftSettings: strict),
        .target(
            name: "ScriptCheck", dependencies: ["Catalogue", "SystemFiles", "TerminalText"], swiftSettings: strict),
        .target(name: "LineEditor", dependencies: ["CEdit", "SystemFiles", "TerminalText"], swiftSettings: strict),
        .target(
            name: "Repl",
            dependencies: [
                "Catalogue", "JSONTape", "LineEditor", "LuaBridge", "SystemFiles", "TerminalText", "TextFormats",
                "Timekeeping",
            ],
            swiftSettings: strict),
        .target(name: "Hashing", dependencies: ["CCrypto"], swiftSettings: strict),
        .target(name: "CurlTransport", dependencies: ["CCurl", "SystemFiles", "Timekeeping"], swiftSettings: strict),
        .target(
            name: "ApiClients",
            dependencies: [
                "CCSVCount", "CurlTransport", "Facts", "Hashing", "JSONTape", "SystemFiles", "TerminalText",
                "Timekeeping",
            ],
            swiftSettings: strict),
        .target(
            name: "Operations", dependencies: ["JSONTape", "SystemFiles", "TerminalText", "Timekeeping"],
            swiftSettings: strict),
        .target(
            name: "Settings",
            dependencies: [
                "ApiClients", "CProcess", "CToml", "Postgres", "SystemFiles", "TerminalText", "Timekeeping",
            ],
            swiftSettings: strict),
        .target(
            name: "CommandPages", dependencies: ["Catalogue", "Settings"],
            resources: [
                .embedInCode("Completion/Shell/functions.fish"), .embedInCode("Completion/Shell/main.bash"),
                .embedInCode("Completion/Shell/offers.bash"), .embedInCode("Completion/Shell/offers.zsh"),
            ],
            swiftSettings: strict),
        .target(
            name: "ApiEmulator",
            dependencies: [
                "Hashing", "SystemFiles",
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
            ],
            swiftSettings: strict),
        .target(name: "Postgres", dependencies: ["CPostgres", "SystemFiles", "Timekeeping"], swiftSettings: strict),
        .target(
            name: "ClusterState",
            dependencies: ["Hashing", "HostLeases", "Postgres", "RunJournal", "Timekeeping"],
            resources: [
                .embedInCode("SQL/version1.sql"), .embedInCode("SQL/version2.sql"), .embedInCode("SQL/version3.sql"),
                .embedInCode("SQL/version4.sql"),
            ], swiftSettings: strict),
        .target(name: "HostLeases", dependencies: ["Timekeeping"], swiftSettings: strict),
        .target(
            name: "HostState",
            dependencies: ["ApiClients", "Hashing", "HostLeases", "SQLite", "SystemFiles", "Timekeeping"],
            swiftSettings: strict),
        .target(
            name: "RunJournal", dependencies: ["Hashing", "SQLite", "SystemFiles", "Timekeeping"],
            swiftSettings: strict),
        .target(
            name: "StartRecords", dependencies: ["JSONTape", "SQLite", "SystemFiles", "Timekeeping"],
            swiftSettings: strict),
        .target(name: "DurableRuns", dependencies: ["Facts", "Hashing", "RunJournal"], swiftSettings: strict),
        .target(
            name: "TextFormats",
            dependencies: ["CCSV", "CGzip", "CJansson", "CLuaJSON", "JSONTape", "LuaBridge", "SystemFiles"],
            swiftSettings: strict),
        .target(
            name: "ScriptModules",
            dependencies: [
                "ApiClients", "Catalogue", "CRows", "DurableRuns", "Hashing", "HostState", "LuaBridge", "RunJournal",
                "Spreadsheets", "StartRecords", "SystemFiles", "TerminalText", "TextFormats", "Timekeeping",
            ],
            resources: [
                .embedInCode("Bulk/bulk.lua"), .embedInCode("CSV/csv.lua"), .embedInCode("DataGov/publish.lua"),
                .embedInCode("Links/check.lua"), .embedInCode("Tables/tables.lua"), .embedInCode("Task/loops.lua"),
                .embedInCode("Task/task.lua"), .embedInCode("Test/test.lua"), .embedInCode("modules.lua"),
            ], swiftSettings: strict),
        .target(
            name: "ScriptRunner",
            dependencies: [
                "ApiClients", "Catalogue", "ClusterState", "DurableRuns", "Hashing", "HostState", "JSONTape",
                "LuaBridge",
                "Postgres", "RunJournal", "ScriptModules", "Settings", "StartRecords", "SystemFiles", "TerminalText",
                "Timekeeping",
            ],
            swiftSettings: strict),
        .target(
            name: "ScriptTesting",
            dependencies: [
                "ApiClients", "ApiEmulator", "DurableRuns", "Facts", "LuaBridge", "RunJournal", "ScriptModules",
                "ScriptRunner", "Settings", "StartRecords", "SystemFiles", "TerminalText", "Timekeeping",
            ],
            swiftSettings: strict),
        .executableTarget(
            name: "govscript",
            dependencies: [
                "ApiClients", "ApiEmulator", "Catalogue", "ClusterState", "CommandPages", "CProcess", "CRevision",
                "CurlTransport", "DurableRuns", "Hashing", "HostLeases", "HostState", "JSONTape", "LineEditor",
                "LuaBridge", "Operations", "Postgres", "Repl", "RunJournal", "SQLite", "ScriptCheck", "ScriptModules",
                "ScriptRunner", "ScriptTesting", "Settings", "StartRecords", "SystemFiles", "TerminalText",
                "TextFormats", "Timekeeping",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            resources: [.embedInCode("Init/first.lua"), .embedInCode("Init/first_test.lua")], swiftSettings: strict,
            linkerSettings: fastStart),
        .target(name: "CMutexModel", path: "Tests/CMutexModel", cSettings: strictC),
        .target(
            name: "TestSupport", dependencies: ["ApiClients", "Timekeeping"], swiftSettings: strict),
        .target(name: "TerminalSupport", path: "Tests/TerminalSupport", swiftSettings: strict),
        .executableTarget(
            name: "LineEditorProbe", dependencies: ["CMutexModel", "LineEditor"], path: "Tests/LineEditorProbe",
            swiftSettings: strict),
        .executableTarget(
            name: "ReplProbe",
            dependencies: ["CMutexModel", "Catalogue", "LineEditor", "LuaBridge", "Repl", "TerminalText"],
            path: "Tests/ReplProbe",
            swiftSettings: strict),
        .testTarget(name: "SystemFilesTests", dependencies: ["SystemFiles", "TestSupport"], swiftSettings: strict),
        .testTarget(
            name: "OperationsTests",
            dependencies: ["Operations", "SystemFiles", "TerminalText", "TestSupport", "Timekeeping"],
            swiftSettings: strict),
        .testTarget(name: "TimekeepingTests", dependencies: ["Timekeeping"], swiftSettings: strict),
        .testTarget(name: "TerminalTextTests", dependencies: ["TerminalText"], swiftSettings: strict),
        .testTarget(
            name: "ReplTests",
            dependencies: [
                "Catalogue", "LineEditor", "LuaBridge", "Repl", "ReplProbe", "TerminalSupport", "TerminalText",
                "TestSupport",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "LineEditorTests", dependencies: ["LineEditor", "LineEditorProbe", "TerminalSupport"],
            swiftSettings: strict),
        .testTarget(
            name: "LuaBridgeTests", dependencies: ["CLua", "CMutexModel", "LuaBridge", "TestSupport"],
            swiftSettings: strict),
        .testTarget(
            name: "CatalogueTests", dependencies: ["Catalogue", "LuaBridge"], exclude: ["Snapshots"],
            swiftSettings: strict),
        .testTarget(
            name: "ScriptCheckTests", dependencies: ["Catalogue", "LuaBridge", "ScriptCheck", "TestSupport"],
            swiftSettings: strict),
        .testTarget(name: "CommandPagesTests", dependencies: ["Catalogue", "CommandPages"], swiftSettings: strict),
        .testTarget(name: "HashingTests", dependencies: ["Hashing", "TestSupport"], swiftSettings: strict),
        .target(
            name: "WirePeer", path: "Tests/WirePeer", cSettings: strictC,
            linkerSettings: [.linkedLibrary("ssl"), .linkedLibrary("crypto")]),
        .executableTarget(
            name: "CurlTransportProbe", dependencies: ["CMutexModel", "CurlTransport"],
            path: "Tests/CurlTransportProbe",
            swiftSettings: strict),
        .target(name: "WireSupport", dependencies: ["WirePeer"], path: "Tests/WireSupport", swiftSettings: strict),
        .testTarget(
            name: "CurlTransportTests", dependencies: ["CurlTransport", "CurlTransportProbe", "WireSupport"],
            swiftSettings: strict),
        .testTarget(
            name: "ApiClientsTests",
            dependencies: ["ApiClients", "CurlTransport", "Hashing", "TestSupport", "Timekeeping", "WireSupport"],
            swiftSettings: strict),
        .testTarget(
            name: "ApiEmulatorTests",
            dependencies: [
                "ApiEmulator", "CurlTransport", "Hashing",
                .product(name: "NIOHTTP1", package: "swift-nio"),
            ],
            swiftSettings: strict),
        .testTarget(
            name: "HostLeasesTests",
            dependencies: [
                "ClusterState", "Hashing", "HostLeases", "LeaseSupport", "Postgres", "PostgresSupport", "TestSupport",
                "Timekeeping",
            ],
            swiftSettings: strict),
        .target(
            name: "LeaseSupport", dependencies: ["HostLeases", "RunJournal"], path: "Tests/LeaseSupport",
            swiftSettings: strict),
        .target(
            name: "PostgresSupport", dependencies: ["TestSupport"], path: "Tests/PostgresSupport", swiftSettings: strict
        ),
        .testTarget(
            name: "ClusterStateTests",
            dependencies: [
                "ClusterState", "HostLeases", "Postgres", "PostgresSupport", "RunJournal", "TestSupport", "Timekeeping",
            ],
            swiftSettings: strict),
        .testTarget(name: "PostgresTests", dependencies: ["Postgres", "PostgresSupport"], swiftSettings: strict),
        .executableTarget(
            name: "HostStateProbe",
            dependencies: ["CMutexModel", "ApiClients", "ClusterState", "HostState", "Postgres", "Timekeeping"],
            path: "Tests/HostStateProbe",
            swiftSettings: strict),
        .testTarget(
            name: "HostStateTests",
            dependencies: [
                "ApiClients", "ClusterState", "HostLeases", "HostState", "HostStateProbe", "LeaseSupport", "Postgres",
                "PostgresSupport", "SQLite", "TestSupport", "Timekeeping",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "ContractTests", dependencies: ["ApiClients", "ApiEmulator", "Hashing", "RunJournal", "TestSupport"],
            swiftSettings: strict),
        .executableTarget(
            name: "RunJournalProbe", dependencies: ["CMutexModel", "RunJournal"], path: "Tests/RunJournalProbe",
            swiftSettings: strict),
        .testTarget(
            name: "RunJournalTests",
            dependencies: ["LeaseSupport", "RunJournal", "RunJournalProbe", "SQLite", "Timekeeping"],
            swiftSettings: strict),
        .testTarget(
            name: "StartRecordsTests",
            dependencies: ["SQLite", "StartRecords", "TestSupport", "Timekeeping"], swiftSettings: strict),
        .testTarget(
            name: "DurableRunsTests",
            dependencies: ["DurableRuns", "Facts", "LeaseSupport", "RunJournal", "TestSupport"],
            swiftSettings: strict),
        .testTarget(
            name: "SettingsTests", dependencies: ["ApiClients", "Postgres", "Settings", "TestSupport", "Timekeeping"],
            swiftSettings: strict),
        .testTarget(
            name: "TextFormatsTests", dependencies: ["Catalogue", "LuaBridge", "TestSupport", "TextFormats"],
            swiftSettings: strict),
        .testTarget(
            name: "ScriptModulesTests",
            dependencies: [
                "ApiClients", "CLua", "CRows", "Catalogue", "DurableRuns", "LuaBridge", "ScriptModules",
                "Spreadsheets", "TerminalText", "TestSupport", "Timekeeping",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "ScriptTests",
            dependencies: [
                "ApiClients", "ApiEmulator", "Catalogue", "ClusterState", "Hashing", "HostLeases", "Operations",
                "Postgres",
                "PostgresSupport", "SQLite", "ScriptCheck", "ScriptModules", "ScriptRunner", "Settings", "StartRecords",
                "TerminalSupport", "TestSupport", "Timekeeping", "WireSupport", "govscript",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            exclude: ["Hostile", "Scripts"], swiftSettings: strict),
        .testTarget(
            name: "ScriptTestingTests",
            dependencies: ["ApiEmulator", "DurableRuns", "LuaBridge", "ScriptTesting", "Timekeeping"],
            swiftSettings: strict),
        .testTarget(name: "SQLiteTests", dependencies: ["SQLite", "TestSupport"], swiftSettings: strict),
        .testTarget(name: "JSONTapeTests", dependencies: ["JSONTape"], swiftSettings: strict),
        .target(
            name: "FuzzTargets",
            dependencies: [
                "ApiClients", "ApiEmulator", "CLua", "CRows", "Catalogue", "DurableRuns", "LuaBridge", "RunJournal",
                "ScriptCheck", "ScriptModules", "Settings", "Spreadsheets", "TerminalText", "TestSupport",
                "TextFormats",
                "Timekeeping",
            ],
            path: "Tests/FuzzTargets", swiftSettings: strict),
        .testTarget(
            name: "FuzzTests", dependencies: ["FuzzTargets", "LuaBridge", "TestSupport"], swiftSettings: strict),
        .testTarget(name: "LayeringTests", dependencies: ["TestSupport"], swiftSettings: strict),
    ],
    cxxLanguageStandard: .cxx17
)

// The fuzzer goes by what it counts in our own code. It looks at every counter after each execution, so there are none
// in the packages that we use: they would be most of all.
if Context.environment["GOVSCRIPT_FUZZED"] != nil {
    for target in package.targets where target.type == .regular && target.path == nil {
        target.swiftSettings = (target.swiftSettings ?? []) + [.unsafeFlags(["-Xfrontend", "-sanitize=fuzzer"])]
        target.cSettings = (target.cSettings ?? []) + [.unsafeFlags(["-fsanitize=fuzzer-no-link"])]
        target.cxxSettings = (target.cxxSettings ?? []) + [.unsafeFlags(["-fsanitize=fuzzer-no-link"])]
    }
}
