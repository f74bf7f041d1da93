import CLua
import Glibc
import Synchronization

/// How other threads reach a scheduler: results of operations, and wake-ups.
///
/// The interpreter's thread drains it in batches and sleeps in ``wait(until:)`` when it has nothing else to do.
final class LuaMailbox: @unchecked Sendable {
    // Unchecked: every stored variable but `isFilled` and `holds`, which are safe by themselves, is read and
    // written under `mutex` only.
    struct Letter {
        var task: LuaTask
        var serial: UInt64
        var result: Result<[LuaValue], any Error>
    }

    let holds = LuaHolds()
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private var letters: [Letter] = []
    private var nudged = false
    /// Whether there is a letter or a nudge: if not, no lock is needed.
    private let isFilled = Atomic(false)
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
        isFilled.store(true, ordering: .releasing)
        let wake = waiting
        pthread_mutex_unlock(mutex)
        if wake { pthread_cond_signal(condition) }
    }

    /// Ends a ``wait(until:)`` without a letter.
    func nudge() {
        pthread_mutex_lock(mutex)
        nudged = true
        isFilled.store(true, ordering: .releasing)
        pthread_mutex_unlock(mutex)
        pthread_cond_signal(condition)
    }

    /// Whether something may have come since the last ``take(into:)``; costs no lock.
    var hasNews: Bool { isFilled.load(ordering: .acquiring) }

    /// Swaps what has come into `batch`, which must be empty.
    ///
    /// Costs one lock whatever has come.
    func take(into batch: inout [Letter]) {
        pthread_mutex_lock(mutex)
        swap(&letters, &batch)
        nudged = false
        isFilled.store(false, ordering: .relaxed)
        pthread_mutex_unlock(mutex)
    }

    /// Sleeps until something comes or `deadline` by the machine's clock has passed.
    func wait(until deadline: SchedulerInstant?) {
        pthread_mutex_lock(mutex)
        waiting = true
        while letters.isEmpty && !nudged {
            guard let deadline else {
                pthread_cond_wait(condition, mutex)
                continue
            }
            if !clua_condition_wait_until(condition, mutex, deadline.count) { break }
        }
        waiting = false
        pthread_mutex_unlock(mutex)
    }
}
