import Synchronization

/// A value that the tasks of a test change together.
package final class Shared<Value: Sendable>: Sendable {
    private let content: Mutex<Value>

    /// Starts with a value.
    package init(_ value: Value) { content = Mutex(value) }

    /// The value now.
    package var value: Value { content.withLock { $0 } }

    /// Changes the value, and returns what the change returns.
    package func change<Result: Sendable>(_ body: @Sendable (inout Value) -> Result) -> Result {
        content.withLock { body(&$0) }
    }
}

extension Shared<Int> {
    /// The next whole number: the value plus one, which it becomes.
    package func next() -> Int {
        change { value in
            value += 1
            return value
        }
    }
}

/// Names that no other test of this process has.
///
/// Which slots a holder has is known to the whole process: tests that run beside each other need holders of their own.
package enum UniqueName {
    private static let count = Atomic(0)

    /// A name that begins with `text`.
    package static func next(_ text: String) -> String {
        "\(text)-\(count.add(1, ordering: .relaxed).newValue)"
    }
}
