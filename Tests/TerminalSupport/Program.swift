import Foundation
import Glibc

/// Starting programs, and waiting for them.
package enum Program {
    /// The folder that holds what was built: the tests' own program is there too.
    package static let folder: String = {
        var buffer = [CChar](repeating: 0, count: 4096)
        let count = readlink("/proc/self/exe", &buffer, buffer.count - 1)
        let path = String(decoding: buffer.prefix(max(0, count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return URL(filePath: path).deletingLastPathComponent().path()
    }()

    /// Starts a program as the leader of a session, on a terminal or with its output in a file.
    static func start(
        _ program: String, _ arguments: [String], environment: [String: String] = [:], terminal: String? = nil,
        output: String = "/dev/null"
    ) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for stream in [0, 1, 2] as [Int32] {
            // The first terminal that the leader of a session opens is the session's own from then on.
            let path = terminal ?? (stream == 0 ? "/dev/null" : output)
            let flags = terminal != nil ? O_RDWR : stream == 0 ? O_RDONLY : O_WRONLY | O_CREAT | O_APPEND
            posix_spawn_file_actions_addopen(&actions, stream, path, flags, 0o600)
        }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // The pool's threads block most signals, and children would inherit that.
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        // Ignored while another test runs os.execute in this process, and by what a shell starts in the background.
        var keys = sigset_t()
        sigemptyset(&keys)
        for signal in [SIGINT, SIGQUIT] { sigaddset(&keys, signal) }
        posix_spawnattr_setsigdefault(&attributes, &keys)
        let flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | 0x80  // POSIX_SPAWN_SETSID
        posix_spawnattr_setflags(&attributes, Int16(flags))
        var variables = ["TERM": "xterm", "PATH": "/usr/bin:/bin", "HOME": "/nonexistent"]
            .merging(environment) { $1 }
        // What `make asan` says about the sanitizer is for the program too.
        if let options = getenv("ASAN_OPTIONS") { variables["ASAN_OPTIONS"] = String(cString: options) }
        var words = ([program] + arguments).map { strdup($0) } + [nil]
        var settings = variables.map { strdup("\($0)=\($1)") } + [nil]
        defer { for text in words + settings { free(text) } }
        var child = pid_t()
        let failure = posix_spawn(&child, program, &actions, &attributes, &words, &settings)
        guard failure == 0 else {
            throw ProgramOnTerminal.Unexpected(
                description: "cannot start \(program): \(String(cString: strerror(failure)))")
        }
        return child
    }

    static func wait(for child: pid_t) -> Int32 {
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0 && errno == EINTR {}
        let signal = status & 0x7F
        return signal == 0 ? (status >> 8) & 0xFF : 128 + signal
    }

    /// Runs a program to its end and gives its output.
    package static func output(of program: String, _ arguments: [String], scratch: String) throws -> String {
        let path = "\(scratch)/output-\(UUID().uuidString)"
        defer { unlink(path) }
        let child = try start(program, arguments, output: path)
        _ = wait(for: child)
        return (try? String(contentsOf: URL(filePath: path), encoding: .utf8)) ?? ""
    }

    /// Runs blocking work on a thread of its own: the pool's are few.
    package static func aside<Result: Sendable>(_ work: @escaping @Sendable () throws -> Result) async throws -> Result
    {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread { continuation.resume(with: Swift.Result { try work() }) }
        }
    }
}
