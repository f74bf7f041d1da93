package import Catalogue
package import LuaBridge
import TerminalText

/// Where a REPL's `help` finds its texts.
package struct ReplHelp: Sendable {
    /// What `help` shows.
    package var overview: @Sendable () -> String
    /// The text for a function, a module or a topic; nil if there is none.
    package var topic: @Sendable (String) -> String?
    /// What there is help for, to name the nearest.
    package var names: @Sendable () -> [String]

    package init(
        overview: @escaping @Sendable () -> String, topic: @escaping @Sendable (String) -> String?,
        names: @escaping @Sendable () -> [String]
    ) {
        self.overview = overview
        self.topic = topic
        self.names = names
    }

    /// The catalogue's help.
    ///
    /// - Parameter width: The columns that a page may take, asked for each time.
    package init(_ manual: Manual, isEmphasised: Bool, width: @escaping @Sendable () -> Int) {
        self.init(
            overview: {
                HelpText(width: width(), isEmphasised: isEmphasised).overview(of: manual)
                    + "\nMore about one of them: help links, help links.create, help pacing"
            },
            topic: { name in
                manual.entry(named: name).map {
                    HelpText(width: width(), isEmphasised: isEmphasised).page($0, of: manual).withoutLastBreak
                }
            }, names: { manual.names })
    }

    /// Installs `help()`, `help(links.create)` and `help "pacing"`.
    ///
    /// A person types `help`, `help links.create` and `help pacing`, which a prompt turns into these.
    ///
    /// - Parameter write: Receives the text.
    package func install(in state: LuaState, write: @escaping @Sendable (String) -> Void) {
        state.register(
            LuaFunction("help") { call in
                write(text(for: call))
                return .nothing
            })
    }

    private func text(for call: borrowing LuaCall) -> String {
        guard call.count > 0 else { return overview() }
        if case .string(let name) = try? call.value(at: 1) { return text(named: name) }
        let typeName = call.typeName(at: 1)
        if let name = call.globalName(at: 1) { return text(named: name) }
        if typeName == "nil" {
            return "There is nothing with this name. Without parentheses, help suggests the nearest: help links.creat"
        }
        return topic(typeName) ?? "There is no help for this \(typeName). Type help to see what there is help for."
    }

    private func text(named name: String) -> String {
        if let text = topic(name) { return text }
        let nearest = names().nearest(to: name).map { "; did you mean '\($0)'?" } ?? "."
        return "There is no help for '\(name)'\(nearest)".visible
    }
}

extension String {
    fileprivate var withoutLastBreak: String { hasSuffix("\n") ? String(dropLast()) : self }
}
