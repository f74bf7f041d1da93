import ApiEmulator
import FoundationEssentials
import TestSupport
import Testing

/// Every example runs as its header says, and prints what its header says.
struct ExampleTests {
    /// What an example needs: its words after the file, the files around it, the links that are there already.
    struct Setting: Sendable {
        var words: [String] = []
        var files: [String: String] = [:]
        var links: [LinkSeed] = []
    }

    private static let links = DatasetSeed.shortLinksId
    private static let rows = """
        short_url,long_url,created_at
        a,https://www.example.gov.sg/a,2026-01-31T00:00:00Z
        b,https://www.example.gov.sg/b,2026-01-31T00:00:00Z

        """

    static let settings: [String: Setting] = [
        "shorten.lua": Setting(
            words: ["links.csv", "created.csv"],
            files: [
                "links.csv": """
                url,slug
                https://www.example.gov.sg/a,example-a
                "https://www.example.gov.sg/b?x=1,2",
                https://www.example.gov.sg/c,example-c
                https://www.example.gov.sg/d,example-d

                """
            ],
            links: [LinkSeed(.go, shortUrl: "example-d", longUrl: "https://www.example.gov.sg/d")]),
        "retire.lua": Setting(
            words: ["campaign"],
            links: [
                LinkSeed(.go, shortUrl: "campaign-1", longUrl: "https://www.example.gov.sg/1", age: .seconds(4)),
                LinkSeed(.go, shortUrl: "two", longUrl: "https://www.example.gov.sg/campaign", age: .seconds(3)),
                LinkSeed(.go, shortUrl: "campaign-3", longUrl: "https://www.example.gov.sg/3", isActive: false),
                LinkSeed(.go, shortUrl: "other", longUrl: "https://www.example.gov.sg/other"),
            ]),
        "move.lua": Setting(
            links: (1...4).map {
                LinkSeed(
                    .go, shortUrl: $0 == 4 ? "a-taken-name" : "link-\($0)",
                    longUrl: "https://www.example.gov.sg/\($0)", age: .seconds($0))
            } + [LinkSeed(.forsg, shortUrl: "a-taken-name", longUrl: "https://www.example.com", owner: 1)]),
        "publish.lua": Setting(words: [links, "rows.csv"], files: ["rows.csv": rows]),
        "publish_folder.lua": Setting(
            words: ["out"],
            files: [
                "out/\(links).csv": rows,
                "out/\(DatasetSeed.visitorsId).csv": "month,museum,visitors\n2026-03,National Museum,40112\n",
                "out/notes.csv": "x\n1\n",
            ]),
        "check_folder.lua": Setting(
            words: ["out"],
            files: [
                "out/\(links).csv": rows,
                "out/\(DatasetSeed.visitorsId).csv": "month,museum,visitor\n2026-03,National Museum,40112\n2026-04\n",
            ]),
        "clicks.lua": Setting(
            words: ["report.csv"],
            links: [
                LinkSeed(.go, shortUrl: "apply", longUrl: "https://www.example.gov.sg/apply", clicks: 12),
                LinkSeed(.go, shortUrl: "budget-2026", longUrl: "https://www.example.gov.sg/b", clicks: 1200),
                LinkSeed(.go, shortUrl: "old", longUrl: "https://www.example.gov.sg/o", isActive: false, clicks: 3),
            ]),
        "repoint.lua": Setting(
            words: ["https://www.example.gov.sg/", "https://new.example.gov.sg/"],
            links: [
                LinkSeed(.go, shortUrl: "a", longUrl: "https://www.example.gov.sg/Apply?x=1"),
                LinkSeed(.go, shortUrl: "b", longUrl: "https://www.example.gov.sg/b"),
                LinkSeed(.go, shortUrl: "c", longUrl: "https://other.example.gov.sg/www.example.gov.sg/"),
            ]),
        "extract.lua": Setting(words: [DatasetSeed.visitorsId, "museum", "National Museum", "museum.csv"]),
        "append.lua": Setting(words: [links, "rows.csv"], files: ["rows.csv": rows]),
    ]

    static let folder = URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "scripts/examples").path()

    static let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [])
        .filter { $0.hasSuffix(".lua") }.sorted()

    @Test func thereAreExamples() {
        #expect(Set(Self.names) == Set(Self.settings.keys))
    }

    @Test(arguments: names)
    func runsAsItsHeaderSays(_ name: String) async throws {
        let setting = try #require(Self.settings[name])
        let script = Self.folder + "/" + name
        let header = try String(contentsOfFile: script, encoding: .utf8).split(separator: "\n").prefix {
            $0.hasPrefix("---")
        }
        #expect(header.contains { $0.hasPrefix("--- usage:  govscript run \(name)") })
        let expected = try #require(header.first { $0.hasPrefix("--- output: ") }).dropFirst("--- output: ".count)

        let scratch = ScratchFolder()
        for (name, text) in setting.files {
            try scratch.folder(String(name.split(separator: "/").dropLast().joined(separator: "/")))
            try scratch.file(name, text)
        }
        var configuration = EmulatorConfiguration()
        configuration.rate = 0
        configuration.links = setting.links
        let result = try await EmulatorServer.serving(configuration) { _, access in
            try await Command.run(["run", script] + setting.words, in: scratch.path, environment: access.variables)
        }
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.output == expected + "\n", "\(result.errors)")
    }
}

extension EmulatorAccess {
    /// The environment in which scripts reach the emulator, unpaced.
    var variables: [String: String] {
        [
            "GOVSCRIPT_GO_URL": goUrl, "GOVSCRIPT_GO_API_KEY": goKey, "GOVSCRIPT_GO_RATE": "0",
            "GOVSCRIPT_FORSG_URL": forsgUrl, "GOVSCRIPT_FORSG_API_KEY": forsgKey, "GOVSCRIPT_FORSG_RATE": "0",
            "GOVSCRIPT_DATAGOV_URL": datagovUrl, "GOVSCRIPT_DATAGOV_API_KEY": datagovKey,
        ]
    }
}
