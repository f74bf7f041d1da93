import Synchronization

/// Changes of links that were given up, and may still reach the service: none that came later may overtake them.
final class LateChanges: Sendable {
    private struct Late {
        let changes: LinkChanges
        var until: Int64
    }

    private let late = Mutex<[ShortName: [Late]]>([:])

    /// Notes that a change may still arrive, by the boot clock.
    func note(_ intent: UpdateIntent, until: Int64) {
        late.withLock { late in
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
    func wait(for intent: UpdateIntent, _ run: inout CallRun, _ time: TimeSource) async throws {
        while true {
            let now = time.now()
            let end = late.withLock { late -> Int64 in
                late[intent.shortUrl]?.removeAll { $0.until <= now }
                if late[intent.shortUrl]?.isEmpty == true { late[intent.shortUrl] = nil }
                return late[intent.shortUrl]?.filter { $0.changes != intent.changes }.map(\.until).max() ?? .min
            }
            guard end > now else { return }
            let pause = Duration.nanoseconds(end - now)
            guard pause + run.shortestAttempt <= run.remaining(now) else {
                throw ApiError(
                    .timeout,
                    "an earlier change of \"\(intent.shortUrl.text)\" was given up and may still arrive; "
                        + "this one was not sent",
                    hint: "Try again in \(pause.inWords), or give the call a longer timeout.")
            }
            try await time.sleep(pause)
            run.spent += pause
        }
    }
}
