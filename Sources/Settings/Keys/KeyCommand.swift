import ApiClients
import CProcess
import Glibc
import Synchronization
import SystemFiles

/// A program that prints a key: run without a shell, with nothing on its standard input.
///
/// It stays in the terminal's own process group, so that it may ask there and Ctrl-C reaches it.
struct KeyCommand {
    let words: [String]
    /// The variables that it sees.
    let environment: [String: String]
    /// How long it may take.
    var limit = Duration.seconds(30)

    private struct Running {
        /// Each with whether it was told to end.
        var programs: [pid_t: Bool] = [:]
        var hasStopped = false

        mutating func kill() {
            for program in programs.keys {
                programs[program] = true
                ProcessTree.kill(program)
            }
        }
    }

    /// The programs that run now; one is started under the lock, so that none slips through a stop.
    private static let running = Mutex(Running())

    /// Ends all that run now, with what they have started: ``key(from:)`` throws an error of kind `cancelled`.
    ///
    /// From any thread; takes some milliseconds if there is one.
    ///
    /// - Parameters:
    ///   - forGood: Whether none may begin from now on.
    ///   - then: Called before anything learns that its command has ended.
    static func stopAll(forGood: Bool, then: () -> Void = {}) {
        running.withLock { running in
            if forGood { running.hasStopped = true }
            running.kill()
            then()
        }
    }

    private struct Ended {
        var status: Int32?
        var wasStopped = false
        var output: [UInt8] = []
        var errors: [UInt8] = []
    }

    /// Blocks until the program has ended.
    ///
    /// - Throws: ``ApiError`` of kind `auth`, with what the program wrote to standard error; never its output.
    func key(from source: String) throws(ApiError) -> Secret {
        let ended = try run(source)
        if ended.wasStopped { throw ApiError(.cancelled, "\(source) was stopped, because the script was") }
        let details = complaint(ended)
        func failure(_ words: String) -> ApiError {
            ApiError(.auth, "\(source) \(words)", hint: "Run it by hand to see what is wrong.", details: details)
        }
        guard let status = ended.status else {
            throw failure("did not end within \(Int((limit / .seconds(1)).rounded(.up))) s and was stopped")
        }
        if status & 0x7F != 0 { throw failure("was ended by signal \(status & 0x7F)") }
        let code = (status >> 8) & 0xFF
        guard code == 0 else { throw failure("failed with exit code \(code)") }
        guard ended.output.contains(where: { $0 > 0x20 }) else { throw failure("printed nothing") }
        return try KeyForm.key(ended.output, from: "what \(source) printed")
    }

    /// The last lines that the program wrote to standard error, cleared of what it printed.
    private func complaint(_ ended: Ended) -> [String] {
        let secrets = SecretRegistry()
        for line in ended.output.split(whereSeparator: { $0 <= 0x20 }) {
            secrets.add(Secret(String(decoding: line, as: UTF8.self)))
        }
        let text = secrets.redact(String(decoding: ended.errors, as: UTF8.self))
        return text.split(whereSeparator: \.isNewline).suffix(5).map { String($0.prefix(300)) }
    }

    private func run(_ source: String) throws(ApiError) -> Ended {
        let output = try pipe(source), errors = try pipe(source)
        defer { for end in [output.read, errors.read] { close(end) } }
        let nothing = open("/dev/null", O_RDONLY | O_CLOEXEC)
        defer { close(nothing) }
        let (child, problem) = Self.running.withLock { running -> (pid_t, Int32) in
            guard !running.hasStopped else { return (0, ECANCELED) }
            let (child, problem) = ChildProgram.start(
                words, environment: environment, streams: (nothing, output.write, errors.write))
            if problem == 0 { running.programs[child] = false }
            return (child, problem)
        }
        for end in [output.write, errors.write] { close(end) }
        if problem == ECANCELED { return Ended(wasStopped: true) }
        guard problem == 0 else {
            let reason = SystemError(problem).words
            throw ApiError(.auth, "\(source) cannot be started: \(words[0]): \(reason)")
        }
        return collect(child, output.read, errors.read)
    }

    private func collect(_ child: pid_t, _ output: Int32, _ errors: Int32) -> Ended {
        let deadline = ContinuousClock.now + limit
        // More than this is no key, and no complaint that anybody reads.
        var streams = ChildStreams((nil, output, errors), limits: (1 << 16, 1 << 16))
        var isKilled = false
        while true {
            // Something that the program left running may hold the pipes; its own end is what counts.
            let end = Self.end(of: child)
            streams.exchange(waiting: end == nil ? .milliseconds(20) : .zero)
            if let end {
                return Ended(
                    status: isKilled ? nil : end.status, wasStopped: !isKilled && end.wasStopped,
                    output: streams.output, errors: streams.errors)
            }
            guard !isKilled, ContinuousClock.now >= deadline else { continue }
            isKilled = true
            ProcessTree.kill(child)
        }
    }

    /// How a program has ended; nil as long as it runs.
    ///
    /// Under the lock, so that no process number is killed that has been freed.
    private static func end(of child: pid_t) -> (status: Int32, wasStopped: Bool)? {
        running.withLock { running in
            var status: Int32 = 0
            guard SystemError.uninterrupted({ waitpid(child, &status, WNOHANG) }) != 0 else { return nil }
            return (status, running.programs.removeValue(forKey: child) == true)
        }
    }

    private func pipe(_ source: String) throws(ApiError) -> (read: Int32, write: Int32) {
        guard let ends = ChildProgram.pipe() else { throw ApiError(.internal, "\(source): \(SystemError())") }
        return ends
    }
}
