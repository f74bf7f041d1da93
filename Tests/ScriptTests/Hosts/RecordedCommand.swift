import ApiEmulator
import Glibc
import TestSupport
import Testing

extension ScratchFolder {
    /// Runs `govscript` in this folder; the number of its process is in the file `process` meanwhile.
    ///
    /// - Parameter launcher: A program with arguments that starts it, such as one that enters a network namespace.
    func govscript(
        _ words: [String], launchedBy launcher: [String] = [], environment: [String: String]
    ) async throws -> ChildProcess.Result {
        let shell = ["/bin/bash", "-c", "echo $$ > process; exec \"$@\"", "bash", Command.builtFolder + "govscript"]
        let command = launcher + shell + words
        return try await ChildProcess(command[0], Array(command.dropFirst()), in: path, environment: environment)
            .runAside()
    }

    /// Sends a signal to the process that ``govscript(_:launchedBy:environment:)`` has started last.
    func signal(_ number: Int32) throws {
        let process = try #require(pid_t(try text("process").filter { !$0.isWhitespace }))
        kill(process, number)
    }
}

extension EmulatorServer {
    /// Waits until its ledger meets a condition.
    func wait(until isMet: (Ledger) -> Bool) async throws {
        while !isMet(ledger) { try await Task.sleep(for: .milliseconds(10)) }
    }
}
