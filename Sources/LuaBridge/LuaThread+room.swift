import Glibc
import Synchronization

extension LuaThread {
    private static let hasRoom = Atomic(false)

    /// Checks that the concurrency pool, and what else serves operations, can have its threads.
    ///
    /// The pool itself does not report it: it tries to start a thread each second, and whatever wanted to run a task
    /// waits without an end. Costs some ten microseconds for each of the machine's cores, the first time.
    ///
    /// - Throws: ``LuaThreadUnavailable``.
    package static func requireRoom() throws(LuaThreadUnavailable) {
        guard !hasRoom.load(ordering: .relaxed) else { return }
        // A pool and an event loop have a thread for each core; timers, network and journal want one each.
        try require(min(2 * max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))), 32) + 4)
        hasRoom.store(true, ordering: .relaxed)
    }

    /// Starts so many threads that exist at the same time, and ends them.
    private static func require(_ count: Int) throws(LuaThreadUnavailable) {
        let door = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
        pthread_mutex_init(door, nil)
        pthread_mutex_lock(door)
        var threads: [pthread_t] = []
        defer {
            pthread_mutex_unlock(door)
            for thread in threads { pthread_join(thread, nil) }
            pthread_mutex_destroy(door)
            door.deallocate()
        }
        for _ in 0..<count {
            var thread = pthread_t()
            let status = pthread_create(
                &thread, nil,
                { door in
                    let door = door?.assumingMemoryBound(to: pthread_mutex_t.self)
                    if let door, pthread_mutex_lock(door) == 0 { pthread_mutex_unlock(door) }
                    return nil
                }, door)
            guard status == 0 else { throw LuaThreadUnavailable(errno: status) }
            threads.append(thread)
        }
    }
}
