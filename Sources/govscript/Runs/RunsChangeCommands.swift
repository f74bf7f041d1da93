import ApiClients
import ArgumentParser
import RunJournal
import ScriptModules
import ScriptRunner

struct RunsRetryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retry", abstract: "Mark failed items to be retried the next time the script runs.",
        discussion: """
            Examples:
              govscript runs retry campaign
              govscript runs retry campaign --kind rejected
            """)

    @OptionGroup var choice: RunChoice

    @Option(
        help: ArgumentHelp("Only failures of this kind.", valueName: "kind"),
        completion: .list(ErrorKind.allCases.map(\.rawValue)))
    var kind: String?

    func run() { ProcessExit.exiting { Output.line(try perform()) } }

    func perform() throws -> String {
        let count = try RunShelf.entry(choice).changing { try await $0.retry(kind: kind) }
        return "\(count) item\(count == 1 ? "" : "s") will be retried the next time the script runs"
    }
}

/// A command that changes a run, which a prompt has too.
protocol RunChange: ParsableArguments {
    /// Makes the change.
    ///
    /// - Returns: What was done, for the person.
    /// - Throws: ``ApiError``, ``HostStateError`` or ``JournalError``.
    func perform() throws -> String
}

extension RunsRetryCommand: RunChange {}
extension RunsResolveCommand: RunChange {}
extension RunsForgetCommand: RunChange {}

struct RunsResolveCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resolve", abstract: "Mark an uncertain item as done or to be redone, after checking the service.",
        discussion: """
            done: the write happened; it is not sent again.
            redo: it did not happen; the next run of the script sends it again.

            Example:
              govscript runs resolve campaign spring-17 done
            """)

    @OptionGroup var choice: RunChoice

    @Argument(help: ArgumentHelp("The item's key.", valueName: "key"))
    var key: String

    @Argument(help: "done or redo.")
    var outcome: Resolution

    enum Resolution: String, ExpressibleByArgument, CaseIterable { case done, redo }

    func run() { ProcessExit.exiting { Output.line(try perform()) } }

    func perform() throws -> String {
        try RunShelf.entry(choice).changing { journal in
            try await journal.resolve(key, outcome == .done ? .done(result: nil) : .redo)
        }
        return outcome == .done ? "marked as done" : "marked to be redone the next time the script runs"
    }
}

struct RunsForgetCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "forget", abstract: "Delete a run's record, so that the name starts from scratch.",
        discussion: """
            Refused while items are unfinished or uncertain, or if the record cannot \
            be read, unless --force is given. Of a run whose items machines share, all \
            parts are deleted; campaign#2 is one of them.

            Example:
              govscript runs forget campaign --profile sandbox
            """)

    @OptionGroup var choice: RunChoice

    @Flag(help: "Even if items are unfinished or uncertain.")
    var force = false

    func run() { ProcessExit.exiting { Output.line(try perform()) } }

    func perform() throws -> String {
        let parts = try RunShelf.parts(choice)
        let entries = try parts.isEmpty ? [RunShelf.entry(choice)] : parts
        if !force { for entry in entries { try entry.requireSettled() } }
        if parts.isEmpty { for entry in entries { try entry.forget() } } else { try Self.forget(parts) }
        return "deleted"
    }

    /// Deletes all parts of a run, or none if one of them is in progress: items of the others would be done again
    /// there.
    private static func forget(_ parts: [RunShelf.Entry]) throws {
        var claims: [(RunShelf.Entry, RunClaim)] = []
        do {
            for part in parts { if let claim = try part.claim() { claims.append((part, claim)) } }
        } catch {
            for (_, claim) in claims { claim.giveUp() }
            throw error
        }
        for (part, claim) in claims { try claim.forget(part.run) }
        try parts.first?.forgetWhole()
    }
}
