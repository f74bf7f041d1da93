import Synchronization

/// Which files a script has opened.
package final class FileUses: Sendable {
    private struct State {
        /// Files that were read, by their real path, as the script named them first.
        var read: [String: String] = [:]
        var written: Set<String> = []
    }

    private let state = Mutex(State())

    package init() {}

    func note(_ target: FileTarget, _ action: FileAction) {
        let real = target.real.description
        state.withLock { state in
            if action == .read {
                state.read[real] = state.read[real] ?? target.path
            } else {
                state.written.insert(real)
            }
        }
    }

    /// The files that were read and not written, as the script named them.
    package var inputs: [String] {
        state.withLock { state in state.read.filter { !state.written.contains($0.key) }.values.sorted() }
    }
}
