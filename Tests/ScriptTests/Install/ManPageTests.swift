import ArgumentParser
import FoundationEssentials
import Settings
import TestSupport
import Testing

@testable import govscript

/// The man pages in the repository, as the programs see them that show and check man pages.
struct ManPageTests {
    private static let repository = URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path()
    private static let folder = repository + "/docs/man"

    private static func names() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    }

    private static func text(_ name: String) throws -> String {
        try String(contentsOfFile: folder + "/" + name, encoding: .utf8)
    }

    @Test func everyCommandHasAPage() throws {
        let commands = Govscript.configuration.subcommands.filter { $0.configuration.shouldDisplay }
        let pages = commands.map { "govscript-\($0.configuration.commandName ?? "").1" }
        #expect(pages.count > 9)
        #expect(try Self.names() == (pages + ["govscript.1", "govscript-config.5", "govscript-lua.7"]).sorted())
    }

    @Test func everyPageOfACommandHasTheUsualSections() throws {
        for name in try Self.names() where name.hasSuffix(".1") {
            let text = try Self.text(name)
            let sections = [
                "NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS", "\"EXIT STATUS\"", "ENVIRONMENT", "FILES", "EXAMPLES",
                "\"SEE ALSO\"",
            ]
            var rest = text[...]
            for section in sections {
                let place = rest.firstRange(of: "\n.SH \(section)\n")
                #expect(place != nil, "\(name) has no \(section), or not in its order")
                if let place { rest = rest[place.lowerBound...] }
            }
        }
    }

    /// Every option is in the page that its command has.
    @Test func everyOptionIsInItsPage() throws {
        for command in Govscript.configuration.subcommands where command.configuration.shouldDisplay {
            let page = try Self.text("govscript-\(command.configuration.commandName ?? "").1")
            for type in [command] + command.configuration.subcommands {
                let help = Govscript.helpMessage(for: type, columns: 200)
                for match in help.matches(of: #/(?m)^  (?:-\w, )?(--[a-z-]+)/#) where match.1 != "--version" {
                    #expect(page.contains(String(match.1).replacing("-", with: "\\-")), "\(match.1)")
                }
            }
        }
    }

    @Test(arguments: [
        "groff -ww -man -Kutf8 -Tutf8 -z \"$page\"", "mandoc -T lint -W style \"$page\"",
        "LC_ALL=C.UTF-8 MANROFFSEQ='' MANWIDTH=80 man --warnings -E UTF-8 -l -Tutf8 -Z \"$page\" >/dev/null",
    ])
    func noCheckerHasAWordToSay(_ command: String) async throws {
        let script = "cd \"$1\" && for page in ./*; do \(command) || echo \"$page: $?\"; done"
        let result = try await Command.shell(["-c", script, "-", Self.folder], in: "/")
        #expect(result.output + result.errors == "")
        let count = try Self.names().count
        #expect(count > 12)
    }

    /// What `apropos` knows them by.
    @Test func theirNamesAreFound() async throws {
        let pages = try Self.names().map { Self.folder + "/" + $0 }
        let result = try await Command.shell(["-c", "lexgrog \"$@\" | wc -l", "-"] + pages, in: "/")
        #expect(Int(result.output.filter(\.isNumber)) == pages.count, "\(result.errors)")
    }

    /// The file that govscript-config(5) shows is one.
    @Test func theExampleOfTheConfigurationIsAccepted() async throws {
        let page = try Self.text("govscript-config.5")
        let block = try #require(page.split(separator: "\n.EX\n").last?.split(separator: "\n.EE").first)
        let scratch = ScratchFolder()
        try scratch.file("config.toml", String(block).replacing("\\-", with: "-").replacing("\\(dq", with: "\""))
        _ = try await Command.shell(["-c", "chmod 600 config.toml"], in: scratch.path)
        let result = try await Command.run(["config", "show", "--config", "config.toml"], in: scratch.path)
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.output.contains("https://go.example/api"))
    }

    /// Every variable that the program reads is in the list that the pages are made from.
    @Test func everyVariableIsListed() throws {
        let listed = Set(EnvironmentVariable.documented.map(\.name) + EnvironmentVariable.internalNames)
        let sources = Self.repository + "/Sources"
        var found: Set<String> = []
        for path in try FileManager.default.subpathsOfDirectory(atPath: sources) where path.hasSuffix(".swift") {
            let text = try String(contentsOfFile: sources + "/" + path, encoding: .utf8)
            found.formUnion(text.matches(of: #/"(GOVSCRIPT_[A-Z_]*[A-Z])"/#).map { String($0.1) })
        }
        #expect(found.count >= 8)
        #expect(found.subtracting(listed) == [])
        let page = try Self.text("govscript-config.5")
        for variable in EnvironmentVariable.documented { #expect(page.contains("\n\\fB\(variable.name)\\fR\n")) }
    }
}
