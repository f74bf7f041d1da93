import Foundation
import Glibc

/// The built command, run as a user runs it.
struct Command {
    struct Result {
        var status: Int32
        var output: String
        var errors: String
    }

    /// The folder that holds what was built: the tests' own program is there too.
    static let builtFolder: String = {
        var buffer = [CChar](repeating: 0, count: 4096)
        let count = readlink("/proc/self/exe", &buffer, buffer.count - 1)
        let path = String(decoding: buffer.prefix(max(0, count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return URL(filePath: path).deletingLastPathComponent().path()
    }()

    /// Runs `govscript` with these words, in a folder, with these variables and no others but the search path.
    static func run(
        _ words: [String], in folder: String, environment: [String: String] = [:], input: String = ""
    ) async throws -> Result {
        try await start(builtFolder + "govscript", words, in: folder, environment: environment, input: input)
    }

    /// Runs a shell script with these words.
    static func shell(_ words: [String], in folder: String) async throws -> Result {
        try await start("/bin/bash", words, in: folder, environment: [:], input: "")
    }

    private static func start(
        _ program: String, _ words: [String], in folder: String, environment: [String: String], input: String
    ) async throws -> Result {
        let process = Process()
        process.executableURL = URL(filePath: program)
        process.arguments = words
        process.currentDirectoryURL = URL(filePath: folder)
        process.environment = [
            "PATH": "/usr/bin:/bin", "HOME": "/nonexistent", "GOVSCRIPT_STATE_DIR": folder + "/state",
        ].merging(environment) { $1 }
        let (stdin, stdout, stderr) = (Pipe(), Pipe(), Pipe())
        (process.standardInput, process.standardOutput, process.standardError) = (stdin, stdout, stderr)
        // Each pipe is read by a thread of its own, so that neither can fill up and stop the command.
        async let output = read(stdout.fileHandleForReading)
        async let errors = read(stderr.fileHandleForReading)
        let status = try await withCheckedThrowingContinuation { (done: CheckedContinuation<Int32, any Error>) in
            process.terminationHandler = { process in
                let code = process.terminationStatus
                done.resume(returning: process.terminationReason == .uncaughtSignal ? 128 + code : code)
            }
            do {
                try process.run()
                try stdin.fileHandleForWriting.write(contentsOf: Data(input.utf8))
                try stdin.fileHandleForWriting.close()
            } catch {
                process.terminationHandler = nil
                done.resume(throwing: error)
            }
        }
        return Result(status: status, output: await output, errors: await errors)
    }

    private static func read(_ handle: FileHandle) async -> String {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                continuation.resume(returning: String(decoding: handle.readDataToEndOfFile(), as: UTF8.self))
            }
        }
    }
}
