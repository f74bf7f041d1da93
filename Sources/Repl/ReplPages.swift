import Synchronization

/// Texts that an input wants shown, such as help, kept until it has ended: only then can a pager show them.
package final class ReplPages: Sendable {
    private let waiting = Mutex<[String]>([])

    package init() {}

    package func add(_ text: String) { waiting.withLock { $0.append(text) } }

    func take() -> [String] {
        waiting.withLock { waiting in
            defer { waiting = [] }
            return waiting
        }
    }
}
