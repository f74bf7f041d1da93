/// Where ingestions into a dataset wait for each other, among all processes of a user.
public struct DatasetQueue: Sendable {
    /// Ends a turn; calling it again does nothing.
    public typealias End = @Sendable () -> Void

    /// Waits, no longer than `timeout`, until the dataset of `host` is free, and takes it until the returned `End` is
    /// called or the process ends.
    public var turn: @Sendable (_ dataset: DatasetID, _ host: String, _ timeout: Duration) async throws -> End

    /// Wraps a queue.
    public init(turn: @escaping @Sendable (DatasetID, String, Duration) async throws -> End) {
        self.turn = turn
    }
}
