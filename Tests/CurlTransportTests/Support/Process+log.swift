import Foundation

extension Process {
    /// Waits until a server has written `words` into its log, which is when it listens.
    ///
    /// It has no other way to say so, hence the real clock.
    func wait(for words: String, in log: URL) async throws {
        struct Ended: Error {}
        while (try? String(contentsOf: log, encoding: .utf8))?.contains(words) != true {
            guard isRunning else { throw Ended() }
            try await Task.sleep(for: .milliseconds(20))
        }
    }
}
