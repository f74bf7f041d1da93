import CLua
import Glibc

/// How other threads reach a scheduler: results of operations, and wake-ups.
///
/// The interpreter's thread drains it in batches and sleeps in ``wait(until:)`` when it has nothing else to do.
final class LuaMailbox: @unchecked Sendable {
    // Unchecked: every stored variable is read and written under `mutex` only.
    struct Letter {
        var task: Int
        var serial: UInt64
        var result: Result<[LuaValue], any Error>
    }

    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private var letters: [Letter] = []
    private var nudged = false
    private var waiting = false

    init() {
        pthread_mutex_init(mutex, nil)
        clua_condition_init(condition)
    }

    deinit {
        pthread_cond_destroy(condition)
        pthread_mutex_destroy(mutex)
        condition.deallocate()
        mutex.deallocate()
    }

    func post(_ letter: Letter) {
        pthread_mutex_lock(mutex)
        letters.append(letter)
        let wake = waiting
        pthread_mutex_unlock(mutex)
        if wake { pthread_cond_signal(condition) }
    }

    /// Ends a ``wait(until:)`` without a letter.
    func nudge() {
        pthread_mutex_lock(mutex)
        nudged = true
        pthread_mutex_unlock(mutex)
        pthread_cond_signal(condition)
    }

    /// Swaps what has come into `batch`, which must be empty. Costs one lock, whatever has come.
    func take(into batch: inout [Letter]) {
        pthread_mutex_lock(mutex)
        swap(&letters, &batch)
        nudged = false
        pthread_mutex_unlock(mutex)
    }

    /// Whether something has come.
    var hasLetters: Bool {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return !letters.isEmpty
    }

    /// Sleeps until something comes or `deadline` (monotonic nanoseconds) has passed.
    func wait(until deadline: Int64?) {
        pthread_mutex_lock(mutex)
        waiting = true
        while letters.isEmpty && !nudged {
            guard let deadline else {
                pthread_cond_wait(condition, mutex)
                continue
            }
            if !clua_condition_wait_until(condition, mutex, deadline) { break }
        }
        waiting = false
        pthread_mutex_unlock(mutex)
    }
}
