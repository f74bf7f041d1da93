import Glibc
import Settings
import SystemFiles

/// A program of the system that is run to its end: `crontab`, `systemctl`, `sendmail`.
struct ProgramCall {
    struct Result {
        /// 128 and the signal's number for one that a signal ended.
        var status: Int32
        var output: String
        var errors: String
    }

    /// It cannot be started, or what it was to do failed.
    struct Failure: Error {
        var message: String
        var hint: String?
        /// Whether it is not there at all.
        var isMissing = false
    }

    /// A name that is looked for on PATH and in the system's folders, or a path.
    var program: String
    var arguments: [String]
    /// Variables beside those of this process.
    var environment: [String: String] = [:]

    /// Runs it and blocks until it has ended.
    ///
    /// - Throws: ``Failure`` if it cannot be started.
    func run(input: String = "") throws -> Result {
        let (forInput, forOutput, forErrors) = (try Self.pipe(), try Self.pipe(), try Self.pipe())
        defer { for end in [forOutput.read, forErrors.read] { close(end) } }
        // A program that does not read its input is no failure of ours.
        signal(SIGPIPE, SIG_IGN)
        let path = Self.path(of: program)
        // Messages are read, so they are asked for in one language.
        let (child, problem) = ChildProgram.start(
            [path] + arguments,
            environment: Environment.shownVariables.merging(environment) { $1 }.merging(["LC_ALL": "C"]) { $1 },
            streams: (forInput.read, forOutput.write, forErrors.write))
        for end in [forInput.read, forOutput.write, forErrors.write] { close(end) }
        guard problem == 0 else {
            close(forInput.write)
            throw Failure(
                message: "cannot start \(program): \(SystemError(problem).words)", isMissing: problem == ENOENT)
        }
        var streams = ChildStreams(
            (forInput.write, forOutput.read, forErrors.read), input: Array(input.utf8), limits: (.max, 1 << 16))
        var status: Int32 = 0
        // What it left running may hold the pipes; its own end is what counts.
        while SystemError.uninterrupted({ waitpid(child, &status, WNOHANG) }) == 0 {
            streams.exchange(waiting: .milliseconds(20))
        }
        streams.exchange(waiting: .zero)
        streams.closeInput()
        return Result(
            status: status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + (status & 0x7F),
            output: String(decoding: streams.output, as: UTF8.self),
            errors: String(decoding: streams.errors, as: UTF8.self))
    }

    /// Runs it, and expects that it succeeds.
    ///
    /// - Throws: ``Failure``
    @discardableResult
    func expect(input: String = "") throws -> String {
        let result = try run(input: input)
        guard result.status == 0 else {
            let words = result.errors.split(separator: "\n").first.map { ": \($0)" } ?? ""
            throw Failure(message: "\(program) failed with exit code \(result.status)\(words)")
        }
        return result.output
    }

    /// Where a program is; under systemd and cron PATH may be short, or missing.
    private static func path(of program: String) -> String {
        guard !program.contains("/") else { return program }
        let folders = ["/usr/bin", "/bin", "/usr/sbin", "/sbin", "/usr/local/bin", "/usr/lib"]
        return folders.map { "\($0)/\(program)" }.first { access($0, X_OK) == 0 } ?? program
    }

    private static func pipe() throws -> (read: Int32, write: Int32) {
        guard let ends = ChildProgram.pipe() else {
            throw Failure(message: "cannot start a program: \(SystemError().words)")
        }
        return ends
    }
}
