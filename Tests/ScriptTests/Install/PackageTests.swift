import FoundationEssentials
import TestSupport
import Testing

/// What the Debian package says of the program.
struct PackageTests {
    private static let repository = URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path()

    private static func text(_ path: String) throws -> String {
        try String(contentsOfFile: repository + "/" + path, encoding: .utf8)
    }

    /// `dpkg-shlibdeps` sees the libraries that are linked; those that are loaded later are named by hand.
    @Test func everyLibraryThatIsLoadedIsNamed() async throws {
        let control = try Self.text("debian/control")
        let readme = try Self.text("README.md")
        let sources = Self.repository + "/Sources"
        var libraries: Set<String> = []
        for path in try FileManager.default.subpathsOfDirectory(atPath: sources)
        where path.hasSuffix(".c") || path.hasSuffix(".cpp") {
            let text = try String(contentsOfFile: sources + "/" + path, encoding: .utf8)
            libraries.formUnion(text.matches(of: #/"(lib\w+\.so\.\d+)"/#).map { String($0.1) })
        }
        #expect(libraries.count >= 8)
        for library in libraries.sorted() {
            let result = try await Command.shell(
                ["-c", "dpkg -S \"*/$1\" | sed 's/:.*//' | sort -u", "-", library], in: "/")
            let owner = result.output.split(separator: "\n").first.map(String.init) ?? "?"
            #expect(control.contains(" \(owner)\n") || control.contains(" \(owner),\n"), "\(library) is of \(owner)")
            #expect(readme.contains(owner), "README.md: \(library) is of \(owner)")
        }
    }

    /// What it is built with is what scripts/setup.sh installs for a build.
    @Test func itIsBuiltWithWhatSetupInstalls() throws {
        let setup = try Self.text("scripts/setup.sh")
        let control = try Self.text("debian/control")
        let list = try #require(control.split(separator: "Build-Depends:").last?.split(separator: "\n\n").first)
        let packages = list.split { ", \n".contains($0) }.map(String.init).filter { $0.hasPrefix("lib") }
        #expect(packages.count > 8)
        for package in packages { #expect(setup.contains("\n    \(package) "), "\(package)") }
        for match in setup.matches(of: #/\n    (lib\S+-dev) /#) {
            #expect(packages.contains(String(match.1)), "debian/control: \(match.1)")
        }
    }

    /// Every package that Package.swift names is linked in, and the licence has to be told.
    @Test func theCopyrightNamesWhatIsLinkedIn() throws {
        let copyright = try Self.text("debian/copyright")
        let manifest = try Self.text("Package.swift")
        let packages = manifest.matches(of: #/\.package\(url: "[^"]*\/([^"\/]+)"/#).map { String($0.1) }
        #expect(packages.count >= 5)
        for package in packages { #expect(copyright.contains("checkouts/\(package)/*"), "\(package)") }
    }
}
