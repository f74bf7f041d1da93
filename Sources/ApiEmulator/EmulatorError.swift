/// Why an emulator cannot start or keep its state.
package enum EmulatorError: Error, CustomStringConvertible, Sendable {
    /// A file or folder of the state directory, and the system's words.
    case file(String, String)
    /// Another process serves from this state directory.
    case stateInUse(String)
    /// A line of the state directory's log, other than a torn last one, cannot be read.
    case damagedState(file: String, line: Int)
    /// `start()` was called on a server that had been started before.
    case startedTwice
    /// The port cannot be listened on, and the system's words.
    case cannotListen(port: Int, String)

    package var description: String {
        switch self {
        case .file(let path, let problem): "emulator: \(path): \(problem)"
        case .stateInUse(let path): "emulator: another process uses the state in \(path)"
        case .damagedState(let file, let line): "emulator: \(file): line \(line) is damaged"
        case .startedTwice: "emulator: a server can be started only once"
        case .cannotListen(let port, let problem): "emulator: cannot listen on 127.0.0.1:\(port): \(problem)"
        }
    }
}
