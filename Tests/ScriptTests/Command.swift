import FoundationEssentials
import Glibc
import TestSupport

/// The built command, run as a user runs it.
enum Command {
    /// The folder that holds what was built: the tests' own program is there too.
    static let builtFolder: String = {
        var buffer = [CChar](repeating: 0, count: 4096)
        let count = readlink("/proc/self/exe", &buffer, buffer.count - 1)
        let path = String(decoding: buffer.prefix(max(0, count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return URL(filePath: path).deletingLastPathComponent().path()
    }()

    /// Runs `govscript` with these words, in a folder, with these variables and no others but the search path.
    ///
    /// - Parameter limit: A limit of the process, in the words of `ulimit`.
    static func run(
        _ words: [String], in folder: String, environment: [String: String] = [:], input: String = "",
        limit: String? = nil
    ) async throws -> ChildProcess.Result {
        var variables = [
            "PATH": "/usr/bin:/bin", "HOME": "/nonexistent", "GOVSCRIPT_STATE_DIR": folder + "/state",
        ]
        // What `make asan` says about the sanitizer is for the command too.
        if let options = getenv("ASAN_OPTIONS") { variables["ASAN_OPTIONS"] = String(cString: options) }
        let program = builtFolder + "govscript"
        let limited = limit.map { ["-c", "ulimit \($0) && exec \"$@\"", "limited", program] + words }
        return try await ChildProcess(
            limited == nil ? program : "/bin/bash", limited ?? words, in: folder,
            environment: variables.merging(environment) { $1 }
        ).runAside(input: input)
    }

    /// Runs a shell script with these words.
    static func shell(_ words: [String], in folder: String) async throws -> ChildProcess.Result {
        try await ChildProcess("/bin/bash", words, in: folder, environment: ["PATH": "/usr/bin:/bin"]).runAside()
    }
}
