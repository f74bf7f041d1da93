import CProcess
import Glibc
import SystemFiles
import TerminalText

/// The same program started again, with another profile: nothing of the one before is carried over.
struct ReplRestart: Sendable {
    var words: [String]

    /// Takes the place of this process.
    func execute() -> Never {
        SandboxPlace.endProcess()
        let arguments = (["govscript", "repl"] + words).map { strdup($0) } + [nil]
        // The keys are no longer in the environment that a program would inherit by itself.
        let variables = Environment.variables.map { strdup("\($0)=\($1)") } + [nil]
        StandardStream.flush()
        cprocess_restart(arguments, variables)
        StandardStream.error.write(TerminalLine("error: cannot start again: \(SystemError())"))
        _exit(70)
    }
}
