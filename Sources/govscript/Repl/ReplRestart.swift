import Glibc

/// The same program started anew, for another profile: nothing of the one before is carried over.
struct ReplRestart: Sendable {
    var words: [String]

    /// Takes the place of this process.
    func execute() -> Never {
        var arguments = (["govscript", "repl"] + words).map { strdup($0) } + [nil]
        fflush(nil)
        execv("/proc/self/exe", &arguments)
        perror("govscript")
        _exit(70)
    }
}
