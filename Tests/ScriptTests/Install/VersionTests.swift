import FoundationEssentials
import TestSupport
import Testing

@testable import govscript

/// What `--version` says, and that the changelog says the same.
struct VersionTests {
    private static let repository = URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path()

    @Test func itNamesTheProgramAndItsLibraries() async throws {
        let scratch = ScratchFolder()
        let result = try await Command.run(["--version"], in: scratch.path)
        #expect(result.status == 0)
        let lines = result.output.split(separator: "\n")
        #expect(lines.count == 2)
        let first = #/govscript \d+\.\d+\.\d+ \((commit [0-9a-f]{12}\+?, \d{4}-\d\d-\d\d|development build)\)/#
        #expect(try first.wholeMatch(in: lines[0]) != nil, "\(result.output)")
        let second = #/Lua 5\.4\.\d+, SQLite 3\.\S+, libcurl \d\S+, OpenSSL \d\S+/#
        #expect(try second.wholeMatch(in: lines[1]) != nil, "\(result.output)")
    }

    @Test func theChangelogHasIt() throws {
        let text = try String(contentsOfFile: Self.repository + "/CHANGELOG.md", encoding: .utf8)
        let headings = text.split(separator: "\n").filter { $0.hasPrefix("## ") }
        #expect(headings.first == "## [Unreleased]")
        #expect(headings.dropFirst().first == "## [\(Govscript.version)] - \(Govscript.versionDate)")
        for name in ["README.md", "debian/changelog"] {
            let text = try String(contentsOfFile: Self.repository + "/" + name, encoding: .utf8)
            #expect(text.contains(Govscript.version), "\(name)")
        }
    }

    /// In a repository, in one with changes, in an archive, and where nothing is known.
    @Test func theRevisionIsThatOfTheSource() async throws {
        let scratch = ScratchFolder()
        try scratch.folder("tree/scripts")
        let script = try String(contentsOfFile: Self.repository + "/scripts/revision.sh", encoding: .utf8)
        try scratch.file("tree/scripts/revision.sh", script)
        try scratch.file("tree/.gitattributes", "scripts/revision.sh export-subst\n")
        let steps = """
            set -e
            export HOME=$PWD GIT_CONFIG_NOSYSTEM=1 GIT_COMMITTER_DATE='2026-01-31T23:30:00 -0200'
            cd tree; chmod +x scripts/revision.sh
            echo "nothing: $(scripts/revision.sh)"
            git init -q; git add .; git -c user.name=a -c user.email=a@example.org commit -q -m one
            commit=$(git rev-parse HEAD)
            [ "$(scripts/revision.sh)" = "${commit:0:12} 2026-02-01" ] && echo repository
            echo >> .gitattributes
            [ "$(scripts/revision.sh)" = "${commit:0:12}+ 2026-02-01" ] && echo changed
            # Unpacked inside of the repository, it is no part of it.
            mkdir archive; git archive HEAD | tar -x -C archive
            [ "$(archive/scripts/revision.sh)" = "${commit:0:12} 2026-02-01" ] && echo archive
            mkdir -p copy/scripts; cp scripts/revision.sh copy/scripts
            echo "copy: $(copy/scripts/revision.sh)"
            """
        let result = try await Command.shell(["-c", steps], in: scratch.path)
        #expect(result.output == "nothing: \nrepository\nchanged\narchive\ncopy: \n", "\(result.errors)")
    }
}
