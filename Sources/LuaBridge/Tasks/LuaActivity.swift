import Synchronization

/// What the input of a conversation is doing, for a live line; readable from every thread.
package final class LuaActivity: Sendable {
    enum State {
        case nothing, running
        case words(String)
        case operation(LuaTaskContext)

        var isWait: Bool {
            switch self {
            case .nothing, .running: false
            case .words, .operation: true
            }
        }
    }

    private let state = Mutex(State.nothing)

    package init() {}

    func note(_ new: State) {
        state.withLock { $0 = new }
    }

    /// `links.create: waiting for a slot (2.1 s)`, `running`; nil while there is no input.
    package var words: String? {
        switch state.withLock({ $0 }) {
        case .nothing: nil
        case .running: "running"
        case .words(let words): words
        case .operation(let context): "\(context.function): \(context.status)"
        }
    }
}
