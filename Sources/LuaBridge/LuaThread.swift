import CLua
import Dispatch
import Glibc
import Synchronization
import Timekeeping

/// The thread that owns an interpreter.
///
/// Lua code runs for as long as it likes and C functions below it want a deep stack, so an interpreter is given a
/// thread of its own rather than one of the concurrency pool's.
public enum LuaThread {
    /// Runs `body` on a new thread and returns what it returns.
    ///
    /// ```swift
    /// let results = try await LuaThread.run {
    ///     let state = try LuaState()
    ///     state.bindToCurrentThread()
    ///     try state.open(.sandboxed)
    ///     return try state.scheduler.run("return 1 + 1".utf8, name: "=sum")
    /// }
    /// ```
    ///
    /// Cancelling the calling task does not stop the thread: use ``LuaControl/stop(_:)``.
    ///
    /// - Throws: What `body` throws; ``LuaThreadUnavailable`` if there is no thread to run it on.
    public static func run<Result: Sendable>(
        _ body: @escaping @Sendable () throws -> Result
    ) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            do {
                try start { continuation.resume(with: Swift.Result { try body() }) }
            } catch {
                continuation.resume(throwing: error)
            }
        }
    }

    /// Runs `body` on a new thread while the calling one waits.
    ///
    /// The calling thread must not be one of the concurrency pool's, which has no others to take its place.
    ///
    /// - Throws: What `body` throws; ``LuaThreadUnavailable`` if there is no thread to run it on.
    public static func runBlocking(_ body: @escaping @Sendable () throws -> Void) throws {
        let failure = Failure()
        let thread = try create(isJoined: true) {
            do { try body() } catch { failure.error.withLock { $0 = error } }
        }
        pthread_join(thread, nil)
        if let error = failure.error.withLock(\.self) { throw error }
    }

    /// Starts `body` on a new thread with a stack of 16 MiB and no blocked signals.
    ///
    /// - Throws: ``LuaThreadUnavailable``; `body` is not run then.
    public static func start(_ body: @escaping @Sendable () -> Void) throws(LuaThreadUnavailable) {
        _ = try create(isJoined: false, body)
    }

    /// Starts a thread without blocked signals.
    ///
    /// - Parameter stack: Its size in bytes; nil for the system's default.
    private static func create(
        isJoined: Bool, stack: Int? = 16 << 20, _ body: @escaping @Sendable () -> Void
    ) throws(LuaThreadUnavailable) -> pthread_t {
        let context = Unmanaged.passRetained(Body(run: body))
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        defer { pthread_attr_destroy(&attributes) }
        if let stack { pthread_attr_setstacksize(&attributes, stack) }
        pthread_attr_setdetachstate(
            &attributes, Int32(isJoined ? PTHREAD_CREATE_JOINABLE : PTHREAD_CREATE_DETACHED))
        var thread = pthread_t()
        let status = pthread_create(
            &thread, &attributes,
            { context in
                // The pool's threads block nearly every signal, and so would each command that a script starts.
                var none = sigset_t()
                sigemptyset(&none)
                pthread_sigmask(SIG_SETMASK, &none, nil)
                context.map { Unmanaged<Body>.fromOpaque($0).takeRetainedValue().run() }
                return nil
            }, context.toOpaque())
        guard status == 0 else {
            context.release()
            throw LuaThreadUnavailable(errno: status)
        }
        return thread
    }

    private final class Failure: Sendable {
        let error = Mutex<(any Error)?>(nil)
    }

    private final class Body: Sendable {
        let run: @Sendable () -> Void

        init(run: @escaping @Sendable () -> Void) {
            self.run = run
        }
    }
}

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
        let door = DispatchSemaphore(value: 0)
        var threads: [pthread_t] = []
        defer {
            // One after the other passes.
            door.signal()
            for thread in threads { pthread_join(thread, nil) }
        }
        for _ in 0..<count {
            threads.append(
                try create(isJoined: true, stack: nil) {
                    door.wait()
                    door.signal()
                })
        }
    }
}

/// The system let this process start no thread, because of a limit or for lack of memory.
public struct LuaThreadUnavailable: Error, Sendable, CustomStringConvertible {
    /// The system's number for the reason; see pthread_create(3).
    ///
    /// `EAGAIN` for a limit of the user or of a container.
    public let errno: Int32

    /// What happened, with the system's words for the reason.
    public var description: String {
        "the system lets this process start no more threads: \(FileAccessError.systemWords(for: errno))"
    }
}

extension LuaState {
    /// Makes the calling thread the one that runs this interpreter's scripts, so that ``control`` can reach them.
    ///
    /// - Parameter slice: For how long one task may keep others that could run from running; processor time.
    ///   Zero: for as long as it likes.
    public func bindToCurrentThread(slice: Duration = .milliseconds(10)) {
        clua_bind_thread(vm, Int32(clamping: slice.milliseconds))
    }
}
