import Synchronization

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
