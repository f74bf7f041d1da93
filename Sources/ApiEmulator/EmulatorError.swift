import Glibc
package import SystemFiles

/// Why an emulator cannot start or keep its state.
package enum EmulatorError: Error, CustomStringConvertible, Sendable {
    /// A file or folder of the state directory cannot be used.
    case file(String, SystemError)
    /// The state in a folder was to be changed after the server had been stopped.
    case stopped(String)
    /// Another process serves from this state directory.
    case stateInUse(String)
    /// A line of the state directory's log, other than a torn last one, cannot be read.
    case damagedState(file: String, line: Int)
    /// `start()` was called on a server that had been started before.
    case startedTwice
    /// The port cannot be listened on; with the system's reason, if that is known.
    case cannotListen(port: Int, SystemError?)

    package var description: String {
        switch self {
        case .file(let path, let error): "emulator: cannot use \(path): \(error.words)"
        case .stopped(let path): "emulator: \(path): the server has been stopped"
        case .stateInUse(let path): "emulator: another process uses the state in \(path)"
        case .damagedState(let file, let line): "emulator: \(file): line \(line) is damaged"
        case .startedTwice: "emulator: a server can be started only once"
        case .cannotListen(let port, let error) where error?.number == EADDRINUSE:
            "emulator: port \(port) is in use by another program"
        case .cannotListen(let port, let error):
            "emulator: cannot listen on 127.0.0.1:\(port): \(error?.words ?? "the server did not start")"
        }
    }
}
