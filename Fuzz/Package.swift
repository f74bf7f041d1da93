// swift-tools-version: 6.2
import PackageDescription

// A package of its own, because everything in it is built with libFuzzer's instrumentation: see fuzz.sh.

let package = Package(
    name: "Fuzz",
    dependencies: [.package(name: "govscript", path: "..")],
    targets: [
        .executableTarget(
            name: "fuzz",
            dependencies: ["CFuzz", .product(name: "FuzzTargets", package: "govscript")],
            path: "Sources/Fuzz",
            swiftSettings: [.swiftLanguageMode(.v6), .treatAllWarnings(as: .error)]),
        .target(name: "CFuzz"),
    ]
)
