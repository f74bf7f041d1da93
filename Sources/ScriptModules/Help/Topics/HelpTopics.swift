import Catalogue

/// The prose of the help: what no declaration of a function says.
///
/// Each file of this folder holds the topics of one subject. Paragraphs are filled to the terminal's width; indented
/// lines are shown as they stand, so they must fit 80 columns.
enum HelpTopics {
    static let all = [
        start, lua, recipes, data, tasks, repl, resuming, uncertain, dryRun, pacing, errors, exitCodes, credentials,
        configuration, cron, sandbox, faults,
    ]
}
