/// A command of the REPL's own, `.name`.
package struct DotCommand {
    package var name: String
    /// What follows the name, `FILE`; empty if nothing does.
    package var arguments: String
    package var summary: String
    /// Carries it out; receives what followed the name.
    package var run: (ReplSession, String) -> Void

    package init(
        _ name: String, arguments: String = "", _ summary: String, run: @escaping (ReplSession, String) -> Void
    ) {
        self.name = name
        self.arguments = arguments
        self.summary = summary
        self.run = run
    }
}
