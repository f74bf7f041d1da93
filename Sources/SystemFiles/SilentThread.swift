import Glibc

/// Threads that take no signals: those are for the threads that know of them.
package enum SilentThread {
    /// A closure on its way to its thread.
    private final class Errand {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }

    /// Runs a closure on a thread of its own, which ends with it.
    ///
    /// False if the system has none to spare.
    package static func run(_ body: @escaping @Sendable () -> Void) -> Bool {
        var thread = pthread_t()
        var all = sigset_t()
        var before = sigset_t()
        // A thread inherits its creator's mask; set afterwards, it would come too late for the first signals.
        sigfillset(&all)
        pthread_sigmask(SIG_SETMASK, &all, &before)
        defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
        let errand = Unmanaged.passRetained(Errand(body))
        guard pthread_create(&thread, nil, main, errand.toOpaque()) == 0 else {
            errand.release()
            return false
        }
        pthread_detach(thread)
        return true
    }

    private static let main: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = { context in
        if let context { Unmanaged<Errand>.fromOpaque(context).takeRetainedValue().body() }
        return nil
    }
}
