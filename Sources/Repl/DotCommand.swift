/// A command of the REPL's own, `.name`.
package struct DotCommand {
    package var name: String
    /// What follows the name, `FILE`; empty if nothing does.
    package var arguments: String
    package var summary: String
    /// The words that its first argument may be, for completion.
    package var choices: [String] = []
    /// The words that may follow those that stand there, for completion of what comes after the first.
    package var following: (([String]) -> [String])?
    /// Carries it out; receives what followed the name.
    package var run: (ReplSession, String) -> Void

    package init(
        _ name: String, arguments: String = "", choices: [String] = [], following: (([String]) -> [String])? = nil,
        _ summary: String, run: @escaping (ReplSession, String) -> Void
    ) {
        self.name = name
        self.arguments = arguments
        self.summary = summary
        self.choices = choices
        self.following = following
        self.run = run
    }
}
