import FoundationEssentials
import Glibc
import TestSupport

/// The built command, run as a user runs it.
enum Command {
    /// The folder that holds the program: that of the tests themselves, or what GOVSCRIPT_TEST_FOLDER says, with which
    /// `make test-release` tries the optimised program.
    static let builtFolder: String = {
        if let folder = getenv("GOVSCRIPT_TEST_FOLDER") { return String(cString: folder) + "/" }
        var buffer = [CChar](repeating: 0, count: 4096)
        let count = readlink("/proc/self/exe", &buffer, buffer.count - 1)
        let path = String(decoding: buffer.prefix(max(0, count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return URL(filePath: path).deletingLastPathComponent().path()
    }()

    /// Runs `govscript` with these words, in a folder, with these variables and no others but the search path.
    ///
    /// - Parameters:
    ///   - limit: A limit of the process, in the words of `ulimit`.
    ///   - user: The number of a user to be, if the tests run as root, whom some limits do not bind.
    ///   - output: Where standard output goes, in the shell's words: `> /dev/full`, `| head -1`.
    static func run(
        _ words: [String], in folder: String, environment: [String: String] = [:], input: String = "",
        limit: String? = nil, user: Int? = nil, output: String? = nil
    ) async throws -> ChildProcess.Result {
        var variables = [
            "PATH": "/usr/bin:/bin", "HOME": "/nonexistent", "GOVSCRIPT_STATE_DIR": folder + "/state",
            "GOVSCRIPT_LOG_FORMAT": "plain",
        ]
        // What `make asan` says about the sanitizer is for the command too.
        if let options = getenv("ASAN_OPTIONS") { variables["ASAN_OPTIONS"] = String(cString: options) }
        let program = builtFolder + "govscript"
        var line = [program] + words
        let script =
            (limit.map { "ulimit \($0) && " } ?? "")
            + (output.map { "\"$@\" \($0); exit ${PIPESTATUS[0]}" } ?? "exec \"$@\"")
        if limit != nil || output != nil { line = ["/bin/bash", "-c", script, "started"] + line }
        if let user, getuid() == 0 {
            line = ["/usr/bin/setpriv", "--reuid=\(user)", "--regid=\(user)", "--clear-groups"] + line
        }
        return try await ChildProcess(
            line[0], Array(line.dropFirst()), in: folder, environment: variables.merging(environment) { $1 }
        ).runAside(input: input)
    }

    /// Runs a shell script with these words; what it starts logs lines without their time.
    static func shell(_ words: [String], in folder: String) async throws -> ChildProcess.Result {
        try await ChildProcess(
            "/bin/bash", words, in: folder, environment: ["PATH": "/usr/bin:/bin", "GOVSCRIPT_LOG_FORMAT": "plain"]
        ).runAside()
    }
}
