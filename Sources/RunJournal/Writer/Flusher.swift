import Dispatch
import Glibc
import Synchronization

/// Makes what was committed survive a loss of power: one `fdatasync` of SQLite's log for all who wait.
///
/// That is what `synchronous = FULL` does, with two differences: nobody who does not need it waits for it, and commits
/// go on meanwhile. Nothing runs while nobody waits, but for one flush a second after a commit that none followed.
final class Flusher: Sendable {
    struct Waiter {
        /// The number of the transaction.
        let transaction: Int64
        let completion: @Sendable (JournalError?) -> Void
    }

    private struct State {
        var waiters: [Waiter] = []
        var isFlushing = false
        var isDirty = false
        var hasTimer = false
        var failure: JournalError?
    }

    private let log: String
    private let descriptor: Int32
    private let mark: DurableMark
    private let onFailure: @Sendable (JournalError) -> Void
    private let queue = DispatchQueue(label: "govscript journal flush", qos: .userInitiated)
    private let state = Mutex(State())

    /// - Parameter log: The path of SQLite's log, which exists as long as a connection is open.
    init(log: String, mark: DurableMark, onFailure: @escaping @Sendable (JournalError) -> Void) throws {
        self.log = log
        self.mark = mark
        self.onFailure = onFailure
        descriptor = open(log, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else { throw JournalError(cannot: "open", log, errno: errno) }
    }

    deinit { close(descriptor) }

    /// Completes the waiters when all that is committed now is safe.
    func flush(_ waiters: [Waiter]) {
        let starts = state.withLock { state in
            state.waiters += waiters
            defer { state.isFlushing = true }
            return !state.isFlushing
        }
        if starts { queue.async { self.run() } }
    }

    /// Sees to it that what is committed now is safe within a second.
    func flushSoon() {
        let starts = state.withLock { state in
            state.isDirty = true
            defer { state.hasTimer = true }
            return !state.hasTimer
        }
        guard starts else { return }
        queue.asyncAfter(deadline: .now() + 1) { [weak self] in
            guard let self else { return }
            let isDirty = state.withLock { state in
                state.hasTimer = false
                return state.isDirty
            }
            if isDirty { flush([]) }
        }
    }

    private func run() {
        while true {
            let (waiters, failure) = state.withLock { state in
                state.isDirty = false
                defer { state.waiters = [] }
                return (state.waiters, state.failure)
            }
            let error = failure ?? sync()
            if error == nil, let last = waiters.map(\.transaction).max() { mark.write(last, isOpen: true) }
            for waiter in waiters { waiter.completion(error) }
            let isDone = state.withLock { state in
                state.isFlushing = !state.waiters.isEmpty
                return !state.isFlushing
            }
            if isDone { return }
        }
    }

    private func sync() -> JournalError? {
        guard fdatasync(descriptor) != 0 else { return nil }
        let error = JournalError(cannotWrite: log, errno: errno)
        // After a failure the system may take the lost pages for written: no later flush can be believed.
        state.withLock { $0.failure = error }
        onFailure(error)
        return error
    }
}
