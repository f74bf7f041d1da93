/// A command of the REPL's own, `.name`.
package struct DotCommand {
    package var name: String
    /// What follows the name, `FILE`; empty if nothing does.
    package var arguments: String
    package var summary: String
    /// The words that its first argument may be, for completion.
    package var choices: [String] = []
    /// Carries it out; receives what followed the name.
    package var run: (ReplSession, String) -> Void

    package init(
        _ name: String, arguments: String = "", choices: [String] = [], _ summary: String,
        run: @escaping (ReplSession, String) -> Void
    ) {
        self.name = name
        self.arguments = arguments
        self.summary = summary
        self.choices = choices
        self.run = run
    }
}
