/// Pulls from an asynchronous sequence one element at a time, whoever asks.
actor SerialSource<Element: Sendable> {
    private let pull: @Sendable () async throws -> Element?
    private var isPulling = false
    private var waiting: [CheckedContinuation<Void, Never>] = []

    init(_ pull: @escaping @Sendable () async throws -> Element?) {
        self.pull = pull
    }

    /// The next element; nil at the end.
    ///
    /// Those who ask meanwhile are served in turn.
    func next() async throws -> Element? {
        while isPulling {
            await withCheckedContinuation { waiting.append($0) }
        }
        isPulling = true
        defer {
            isPulling = false
            if !waiting.isEmpty { waiting.removeFirst().resume() }
        }
        return try await pull()
    }
}
