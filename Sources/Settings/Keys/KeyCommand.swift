import ApiClients
import CProcess
import Glibc
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

    private struct Ended {
        var status: Int32?
        var output: [UInt8] = []
        var errors: [UInt8] = []
    }

    /// Blocks until the program has ended.
    ///
    /// - Throws: ``ApiError`` of kind `auth`, with what the program wrote to standard error; never its output.
    func key(from source: String) throws(ApiError) -> Secret {
        let ended = try run(source)
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
        let arguments = words.map { strdup($0) } + [nil]
        let variables = environment.map { strdup("\($0)=\($1)") } + [nil]
        defer { for text in arguments + variables { free(text) } }
        var child = pid_t()
        let problem = arguments.withUnsafeBufferPointer { arguments in
            variables.withUnsafeBufferPointer { variables in
                var program = cprocess_program()
                program.name = UnsafePointer(arguments[0])
                program.arguments = arguments.baseAddress
                program.environment = variables.baseAddress
                program.streams = (nothing, output.write, errors.write)
                return cprocess_spawn(&child, &program)
            }
        }
        for end in [output.write, errors.write] { close(end) }
        guard problem == 0 else {
            let reason = SystemError(problem).words
            throw ApiError(.auth, "\(source) cannot be started: \(words[0]): \(reason)")
        }
        return collect(child, output.read, errors.read)
    }

    private func collect(_ child: pid_t, _ output: Int32, _ errors: Int32) -> Ended {
        let deadline = ContinuousClock.now + limit
        var ended = Ended()
        var open = [pollfd(fd: output, events: Int16(POLLIN), revents: 0)]
        open.append(pollfd(fd: errors, events: Int16(POLLIN), revents: 0))
        var status: Int32 = 0
        while true {
            // Something that the program left running may hold the pipes; its own end is what counts.
            let isOver = waitpid(child, &status, WNOHANG) == child
            drain(&open, into: &ended, waiting: isOver ? 0 : 20)
            if isOver {
                ended.status = status
                return ended
            }
            guard ContinuousClock.now < deadline else { break }
        }
        kill(child, SIGKILL)
        _ = SystemError.uninterrupted { waitpid(child, &status, 0) }
        return ended
    }

    /// Takes what is there, after waiting for it at most `milliseconds`.
    private func drain(_ open: inout [pollfd], into ended: inout Ended, waiting milliseconds: Int32) {
        var chunk = [UInt8](repeating: 0, count: 4096)
        guard !open.allSatisfy({ $0.fd < 0 }) else {
            _ = poll(nil, 0, milliseconds)
            return
        }
        var wait = milliseconds
        while poll(&open, nfds_t(open.count), wait) > 0 {
            wait = 0
            for index in open.indices where open[index].revents != 0 {
                let count = read(open[index].fd, &chunk, chunk.count)
                guard count > 0 else {
                    // A negative descriptor is one that is not looked at any more.
                    open[index].fd = -1
                    continue
                }
                // More than this is no key, and no complaint that anybody reads.
                if index == 0, ended.output.count < 65536 { ended.output += chunk[..<count] }
                if index == 1, ended.errors.count < 65536 { ended.errors += chunk[..<count] }
            }
        }
    }

    private func pipe(_ source: String) throws(ApiError) -> (read: Int32, write: Int32) {
        var ends: [Int32] = [-1, -1]
        guard Glibc.pipe(&ends) == 0 else {
            throw ApiError(.internal, "\(source): \(SystemError())")
        }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        return (ends[0], ends[1])
    }
}
