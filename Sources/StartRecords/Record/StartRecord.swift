package import Timekeeping

/// What is known of one start of a script: what was started, how it ended, and what it did meanwhile.
///
/// There is one for every start of `govscript run`, also for one that ended before the script did anything. Lists,
/// summaries and reports of a start are all made from it.
package struct StartRecord: Sendable, Hashable {
    /// The version of the JSON form.
    ///
    /// New members may be added to the form at any time and are passed over by older programs; the number is raised
    /// when a member changes its meaning or goes away.
    package static let version = 1

    /// Names it among all records: `20260131-080000-k3x9`, the local time of its beginning and a few random letters.
    package var id: String
    package var script: Script
    /// What was given to the script, without secrets.
    package var arguments: [String] = []
    /// The profile's name, or the one that was asked for; nil where neither is known.
    package var profile: String?
    /// The schedule that started it, if one did.
    package var schedule: String?
    /// How often the same start was tried before: 0 for the first time.
    package var retry = 0
    package var host = ""
    /// What the machine is called among several that share a database; nil in the machine's own records.
    package var machine: String?
    package var user = ""
    package var pid: Int32 = 0
    /// The working directory.
    package var directory = ""
    /// The program's version.
    package var program = ""
    package var isDryRun = false
    package var started: ServiceInstant
    /// Until when this is what happened: the end, or the last time it was written down.
    package var asOf: ServiceInstant
    /// How it ended; nil while it runs.
    package var ending: Ending?
    /// What it did until ``asOf``.
    package var work = Work()

    /// What was started.
    package struct Script: Sendable, Hashable {
        /// As messages call it: the path as it was given, `(command line)`, `(standard input)`.
        package var name: String
        /// The absolute path; nil for code that is no file.
        package var path: String?
        /// Of the text, in hexadecimal digits; nil if it could not be read.
        package var digest: String?

        package init(name: String, path: String? = nil, digest: String? = nil) {
            self.name = name
            self.path = path
            self.digest = digest
        }

        /// The name without folders.
        package var fileName: String { name.split(separator: "/").last.map(String.init) ?? name }

        /// The name without folders and `.lua`, by which it may be asked for.
        package var shortName: String {
            let file = fileName
            return file.hasSuffix(".lua") ? String(file.dropLast(4)) : file
        }
    }

    /// A record of a start that is just happening.
    package init(id: String, script: Script, started: ServiceInstant) {
        self.id = id
        self.script = script
        self.started = started
        asOf = started
    }

    /// How long it took, or has taken so far.
    package var took: Duration { max(.zero, asOf - started) }

    /// Whether a process is still at it.
    package var isRunning: Bool { ending == nil }
}

extension StartRecord {
    /// How a start ended.
    package struct Ending: Sendable, Hashable {
        /// Why a start ended.
        package enum Reason: String, Sendable, Hashable, CaseIterable {
            /// The script came to its end, or called `os.exit` with 0.
            case finished
            /// The script came to its end, and items of its runs failed or are uncertain.
            case unfinished
            /// An error ended it; also `os.exit` with another code than 0.
            case failed
            /// A signal, such as Ctrl-C.
            case interrupted
            /// `--timeout`.
            case timeLimit = "time_limit"
            /// The script did not begin: another start holds the lock.
            case locked
            /// The script did not begin, for another reason: a configuration that is wrong, a script that is missing.
            case refused
            /// The process was gone without having written an end: `kill -9`, a power failure.
            case killed
        }

        package var reason: Reason
        /// The process's exit code; nil for a process that was killed.
        package var code: Int32?
        /// What the error said.
        package var message: String?
        /// What to do about it.
        package var hint: String?

        package init(_ reason: Reason, code: Int32?, message: String? = nil, hint: String? = nil) {
            self.reason = reason
            self.code = code
            self.message = message
            self.hint = hint
        }
    }

    /// How it stands, in one word for tables.
    package var state: String {
        switch ending?.reason {
        case nil: "running"
        case .finished: "done"
        case .unfinished: "unfinished"
        case .failed: "failed"
        case .interrupted: "stopped"
        case .timeLimit: "timed out"
        case .locked: "locked out"
        case .refused: "not started"
        case .killed: "killed"
        }
    }
}
