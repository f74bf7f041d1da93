import Synchronization

/// Whether a script is being stopped, for who asks from any thread.
public final class StopFlag: Sendable {
    private let value = Atomic(false)

    public init() {}

    public var isSet: Bool { value.load(ordering: .acquiring) }

    public func set() { value.store(true, ordering: .releasing) }
}
