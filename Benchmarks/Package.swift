// swift-tools-version: 6.2
import PackageDescription

// A package of its own, so that neither `swift build` nor `swift test` of the program waits for it.

let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .treatAllWarnings(as: .error),
]

let package = Package(
    name: "Benchmarks",
    dependencies: [
        .package(name: "govscript", path: "..")
    ],
    targets: [
        .target(name: "Figures", swiftSettings: strict),
        .target(name: "PlainLua", dependencies: [.product(name: "LuaBridge", package: "govscript")]),
        .target(name: "PlainSQLite", linkerSettings: [.linkedLibrary("sqlite3")]),
        .executableTarget(
            name: "bridge-benchmarks",
            dependencies: ["Figures", "PlainLua", .product(name: "LuaBridge", package: "govscript")],
            path: "Sources/BridgeBenchmarks",
            swiftSettings: strict),
        .executableTarget(
            name: "journal-benchmarks",
            dependencies: [
                "Figures", "PlainSQLite", .product(name: "RunJournal", package: "govscript"),
            ],
            path: "Sources/JournalBenchmarks",
            swiftSettings: strict),
    ]
)
