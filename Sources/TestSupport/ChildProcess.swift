import FoundationEssentials
import Glibc

/// A program that a test runs to its end, with its streams in files.
///
/// Not Foundation's `Process`: it watches its children with `select`, which loses them once a test has many files
/// open, and then waits for ever. With files there is no pipe that could fill up or stay open elsewhere.
package struct ChildProcess: Sendable {
    package struct Result: Sendable {
        /// The exit code; 128 and the signal's number for one that a signal ended.
        package var status: Int32
        package var output: String
        package var errors: String
    }

    package var program: String
    package var arguments: [String]
    package var folder: String?
    package var environment: [String: String]

    /// - Parameter environment: All variables that the program gets.
    package init(_ program: String, _ arguments: [String], in folder: String? = nil, environment: [String: String]) {
        self.program = program
        self.arguments = arguments
        self.folder = folder
        self.environment = environment
    }

    /// Runs the program and blocks until it has ended.
    package func run(input: String = "") throws -> Result {
        let streams = ScratchFolder()
        try streams.file("input", input)
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, streams("input"), O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, streams("output"), O_WRONLY | O_CREAT, 0o600)
        posix_spawn_file_actions_addopen(&actions, 2, streams("errors"), O_WRONLY | O_CREAT, 0o600)
        // A connection or lock of another test that the child held would not end with that test.
        _ = Self.closeFrom?(&actions, 3)
        // The pool's threads block most signals, and children would inherit that.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        // Ignored while another test runs os.execute in this process, and by what a shell starts in the background.
        var keys = sigset_t()
        sigemptyset(&keys)
        for signal in [SIGINT, SIGQUIT] { sigaddset(&keys, signal) }
        posix_spawnattr_setsigdefault(&attributes, &keys)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))

        // `env -C` changes the folder in the child alone.
        let start = "/usr/bin/env"
        let place = folder.map { ["-C", $0] } ?? []
        var words = ([start] + place + [program] + arguments).map { strdup($0) } + [nil]
        var variables = environment.map { strdup("\($0)=\($1)") } + [nil]
        defer { for text in words + variables { free(text) } }
        var child = pid_t()
        let failure = posix_spawn(&child, start, &actions, &attributes, &words, &variables)
        guard failure == 0 else { throw Unstarted(program: program, reason: String(cString: strerror(failure))) }
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0 && errno == EINTR {}
        let signal = status & 0x7F
        return Result(
            status: signal == 0 ? (status >> 8) & 0xFF : 128 + signal,
            output: try streams.text("output"), errors: try streams.text("errors"))
    }

    /// Runs the program on a thread of its own.
    package func runAside(input: String = "") async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            let work = Work { continuation.resume(with: Swift.Result { try run(input: input) }) }
            var thread = pthread_t()
            pthread_create(
                &thread, nil,
                { context in
                    context.map { Unmanaged<Work>.fromOpaque($0).takeRetainedValue().body() }
                    return nil
                }, Unmanaged.passRetained(work).toOpaque())
            pthread_detach(thread)
        }
    }

    private final class Work: Sendable {
        let body: @Sendable () -> Void

        init(body: @escaping @Sendable () -> Void) {
            self.body = body
        }
    }

    private typealias CloseFrom =
        @convention(c) (UnsafeMutablePointer<posix_spawn_file_actions_t>, Int32) -> Int32

    /// The C library has it since 2.34, and the importer does not know it.
    private static let closeFrom: CloseFrom? = dlsym(nil, "posix_spawn_file_actions_addclosefrom_np").map {
        unsafeBitCast($0, to: CloseFrom.self)
    }

    struct Unstarted: Error {
        var program: String
        var reason: String
    }
}
