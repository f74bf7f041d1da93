import ApiClients
import ArgumentParser
import RunJournal
import ScriptModules
import ScriptRunner

struct RunsRetryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retry", abstract: "Marks failed items as not yet done; the next start of the script does them.")

    @OptionGroup var choice: RunChoice

    @Option(help: ArgumentHelp("Only failures of this kind.", valueName: "kind"))
    var kind: String?

    func run() async {
        await Failure.exiting {
            let count = try await RunShelf.entry(choice).changing { try await $0.retry(kind: kind) }
            Output.line("\(count) item\(count == 1 ? "" : "s") will be tried again when the script is started again")
        }
    }
}

struct RunsResolveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resolve", abstract: "Closes an uncertain item, after you have looked what became of it.",
        discussion: """
            done: it happened, and nothing is sent again. redo: it did not happen, and the next start of the script
            does it again.
            """)

    @OptionGroup var choice: RunChoice

    @Argument(help: ArgumentHelp("The item's key.", valueName: "key"))
    var key: String

    @Argument(help: "done or redo.")
    var outcome: Outcome

    enum Outcome: String, ExpressibleByArgument, CaseIterable { case done, redo }

    func run() async {
        await Failure.exiting {
            try await RunShelf.entry(choice).changing { journal in
                try await journal.resolve(key, outcome == .done ? .done(result: nil) : .redo)
            }
            Output.line(outcome == .done ? "taken for done" : "will be done again when the script is started again")
        }
    }
}

struct RunsForgetCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "forget", abstract: "Removes the record of a run; the same name then begins anew.",
        discussion: "Refused while items are in doubt or not finished, or cannot be read, unless --force is given.")

    @OptionGroup var choice: RunChoice

    @Flag(help: "Also when something is not finished.")
    var force = false

    func run() async {
        await Failure.exiting {
            let entry = try RunShelf.entry(choice)
            if !force {
                guard case .success(let summary) = entry.run.summary else {
                    throw ApiError(
                        .usage, "what the run holds cannot be read, and some of it may be in doubt",
                        hint: "Export what can still be read; --force removes it all the same.")
                }
                let hint = "Without the record nobody can tell what was sent; --force removes it all the same."
                let open = (summary.items[.pending] ?? 0) + (summary.items[.uncertain] ?? 0)
                guard open == 0 else {
                    throw ApiError(
                        .usage, "\(open) item\(open == 1 ? " is" : "s are") not finished or in doubt", hint: hint)
                }
                // Of any item: one that failed, or that is in no count any more, may have sent something.
                let steps = try entry.reader().openSteps().values.reduce(0, +)
                guard steps == 0 else {
                    throw ApiError(
                        .usage,
                        "\(steps) write\(steps == 1 ? "" : "s") may have been sent, and nothing shows their end",
                        hint: hint)
                }
            }
            try entry.forget()
            Output.line("forgotten")
        }
    }
}
