import ArgumentParser
import Catalogue
import ScriptModules
import TestSupport
import Testing

@testable import govscript

/// Every page of help, of commands and of what scripts have, on a screen of the usual width.
struct HelpPageTests {
    /// Every command below one, by the words that call it.
    private static func commands(
        below command: any ParsableCommand.Type, _ words: [String]
    ) -> [(words: [String], command: any ParsableCommand.Type)] {
        command.configuration.subcommands.flatMap { next in
            let path = words + [next.configuration.commandName ?? ""]
            return [(path, next)] + commands(below: next, path)
        }
    }

    private static let all = commands(below: Govscript.self, [])

    private static func lines(_ command: any ParsableCommand.Type) -> [Substring] {
        Govscript.helpMessage(for: command, columns: 80).split(separator: "\n", omittingEmptySubsequences: false)
    }

    @Test func thereAreCommands() { #expect(Self.all.count >= 20) }

    @Test func everyCommandFitsTheScreen() {
        for (words, command) in Self.all + [([], Govscript.self)] {
            for line in Self.lines(command) { #expect(line.count <= 80, "\(words.joined(separator: " ")): \(line)") }
        }
    }

    /// Lines of a discussion are not broken twice: once in the source and once at the screen's edge.
    @Test func noLineIsARestOfAnother() {
        for (words, command) in Self.all {
            let discussion = command.configuration.discussion.split(
                separator: "\n", omittingEmptySubsequences: false)
            for line in discussion where line.hasPrefix("  ") {
                #expect(line.count <= 80, "\(words.joined(separator: " ")): \(line)")
            }
        }
    }

    /// Each has an example, which calls it.
    @Test func everyCommandHasAnExample() {
        for (words, command) in Self.all where command.configuration.subcommands.isEmpty {
            let name = "govscript " + words.joined(separator: " ")
            #expect(command.configuration.discussion.contains(name), "\(name)")
        }
    }

    @Test func everyPageOfTheManualFitsTheScreen() {
        let text = HelpText(width: 80, isEmphasised: false)
        let manual = AllModules.manual
        for name in manual.names {
            guard let entry = manual.entry(named: name) else { continue }
            for line in text.page(entry, of: manual).split(separator: "\n") {
                #expect(line.count <= 80, "\(name): \(line)")
            }
        }
        for signature in AllModules.signatures { #expect(!signature.example.isEmpty, "\(signature.name)") }
    }
}
