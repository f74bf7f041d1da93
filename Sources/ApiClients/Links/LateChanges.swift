import Synchronization
import Timekeeping

/// Changes of links that were given up, and may still reach the service: none that came later may overtake them.
final class LateChanges: Sendable {
    /// One call's change, which other processes see from its first request until the call has ended.
    final class Turn: Sendable {
        fileprivate let change: LateChangeStore.Change
        fileprivate let state = Mutex<(number: Int64?, until: BootInstant?)>((nil, nil))

        fileprivate init(_ change: LateChangeStore.Change) { self.change = change }
    }

    private struct Late {
        let changes: LinkChanges
        var until: BootInstant
    }

    private let late = Mutex<[ShortName: [Late]]>([:])
    /// What other processes have; nil where there are none.
    private let store: LateChangeStore?

    init(_ store: LateChangeStore?) {
        self.store = store
    }

    /// A call's turn at a link, which has to be ended.
    func turn(_ intent: UpdateIntent, at service: String) -> Turn {
        Turn(LateChangeStore.Change(intent, at: service))
    }

    /// How many links have a change that may still arrive.
    var count: Int { late.withLock { $0.count } }

    /// Notes that a change may still arrive, for so long from `now` on.
    func note(_ intent: UpdateIntent, _ turn: Turn, for duration: Duration, now: BootInstant) {
        let until = now + duration
        turn.state.withLock { $0.until = .latest($0.until, until) }
        late.withLock { late in
            late = late.compactMapValues { Self.still($0, now) }
            var ofLink = late[intent.shortUrl, default: []]
            if let index = ofLink.firstIndex(where: { $0.changes == intent.changes }) {
                ofLink[index].until = max(ofLink[index].until, until)
            } else {
                ofLink.append(Late(changes: intent.changes, until: until))
            }
            late[intent.shortUrl] = ofLink
        }
    }

    /// Waits until nothing that differs from a change can arrive after it; its own first sending does no harm.
    ///
    /// - Throws: ``ApiError`` of kind `timeout` if the call's time is too short for that; nothing was sent then.
    func wait(for intent: UpdateIntent, _ turn: Turn, _ run: inout CallAttempts, _ time: TimeSource) async throws {
        while let end = try await self.end(of: intent, turn, time.now()) {
            let pause = end - time.now()
            guard pause + run.shortestAttempt <= run.remaining(time.now()) else {
                throw ApiError(
                    .timeout,
                    "an earlier change of \"\(intent.shortUrl.text)\" is in progress or was given up, and may still "
                        + "arrive; this one was not sent",
                    hint: "Try again in \(max(pause, .seconds(1)).inWords), or give the call a longer timeout.")
            }
            if pause > .zero { try await time.sleep(pause) }
            run.spent += max(pause, .zero)
        }
    }

    /// Lets others have the link as soon as nothing of this call can arrive any more.
    func end(_ turn: Turn) async {
        let (number, until) = turn.state.withLock { state in
            defer { state.number = nil }
            return state
        }
        if let number { await store?.leave(number, until) }
    }

    /// Those of a link's changes that may still arrive; nil if none may.
    private static func still(_ changes: [Late], _ now: BootInstant) -> [Late]? {
        let still = changes.filter { $0.until > now }
        return still.isEmpty ? nil : still
    }

    /// When to ask again; nil if the change may be sent now.
    private func end(of intent: UpdateIntent, _ turn: Turn, _ now: BootInstant) async throws -> BootInstant? {
        let end = late.withLock { late -> BootInstant? in
            late[intent.shortUrl] = late[intent.shortUrl].flatMap { Self.still($0, now) }
            return late[intent.shortUrl]?.filter { $0.changes != intent.changes }.map(\.until).max()
        }
        if let end { return end }
        guard let store, turn.state.withLock({ $0.number == nil }) else { return nil }
        switch try await store.enter(turn.change) {
        case .later(let next): return next
        case .entered(let number):
            turn.state.withLock { $0.number = number }
            return nil
        }
    }
}
