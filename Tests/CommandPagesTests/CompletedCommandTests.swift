import Catalogue
import Testing

@testable import CommandPages

/// What completion takes from the parser's description of a command.
struct CompletedCommandTests {
    private static let json = """
        {"serializationVersion": 0, "command": {"commandName": "tool", "defaultSubcommand": "run", "subcommands": [
          {"commandName": "run", "abstract": "Run it.", "arguments": [
            {"kind": "option", "names": [{"kind": "long", "name": "profile"}], "valueName": "name",
             "shouldDisplay": true, "isOptional": true, "isRepeating": false,
             "completionKind": {"shellCommand": {"command": "tool __complete profiles"}}},
            {"kind": "positional", "valueName": "file", "shouldDisplay": true, "isOptional": true, "isRepeating": true,
             "parsingStrategy": "allRemainingInput", "completionKind": {"file": {"extensions": ["lua"]}}}]},
          {"commandName": "hidden", "shouldDisplay": false},
          {"commandName": "help", "abstract": "Ours."}, {"commandName": "help", "abstract": "The parser's."}]}}
        """

    private static func commands() throws -> [CompletedCommand] {
        CompletedCommand.all(of: try CommandDescription(json: json))
    }

    @Test func hiddenAndSecondCommandsAreLeftOut() throws {
        let root = try #require(Self.commands().first)
        #expect(root.subcommands.map(\.name) == ["run", "help"])
        #expect(root.subcommands.last?.summary == "Ours.")
        #expect(try Self.commands().map(\.name) == ["", "run", "help"])
    }

    @Test func aDefaultSubcommandsWordsAreTheCommandsToo() throws {
        let root = try #require(Self.commands().first)
        #expect(root.options.map(\.names) == [["--profile"]])
        #expect(root.positionals.map(\.value) == [.files(["lua"])])
        #expect(root.rest == 1)
    }

    @Test func theProgramIsAskedForWhatOnlyItKnows() throws {
        let pages = CommandPages(
            try CommandDescription(json: Self.json), manual: .init([], summaries: [:]), version: "1", date: "2026-01-31"
        )
        let bash = try #require(pages.completions["govscript.bash"])
        #expect(bash.contains("'run --profile') _govscript_ask __complete profiles ;;"))
        #expect(bash.contains("'run 1') _govscript_files lua ;;"))
    }
}
