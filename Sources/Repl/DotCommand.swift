/// A command of the REPL's own, `.name`.
public struct DotCommand {
    public var name: String
    /// What follows the name, `FILE`; empty if nothing does.
    public var arguments: String
    public var summary: String
    /// Carries it out; receives what followed the name.
    public var run: (ReplSession, String) -> Void

    public init(
        _ name: String, arguments: String = "", _ summary: String, run: @escaping (ReplSession, String) -> Void
    ) {
        self.name = name
        self.arguments = arguments
        self.summary = summary
        self.run = run
    }
}
