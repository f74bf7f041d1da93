import Catalogue
import Synchronization

/// Pulls pages and hands out their elements to any caller.
///
/// The elements of a page are at hand once it is there; only the next page has to be waited for.
actor PagedSource<Element: Sendable> {
    private let pull: @Sendable () async throws -> [Element]?
    private let rest = Mutex<ArraySlice<Element>>([])
    private var isPulling = false
    private var waiting: [CheckedContinuation<Void, Never>] = []

    /// - Parameter pull: Gives the next page, nil at the end; never called twice at the same time.
    init(_ pull: @escaping @Sendable () async throws -> [Element]?) {
        self.pull = pull
    }

    /// The next element, if its page is there.
    nonisolated func atHand() -> Element? { rest.withLock { $0.popFirst() } }

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
        if let element = atHand() { return element }
        guard let page = try await pull() else { return nil }
        return rest.withLock { rest in
            rest = page[...]
            return rest.popFirst()
        }
    }

    /// The elements for the generic `for`.
    ///
    /// - Parameter label: What a task is said to wait for while a page comes.
    nonisolated func iterator(_ name: String, label: String) -> LuaIterator<Element> {
        LuaIterator(name, label: label, atHand: atHand) { try await self.next() }
    }
}
