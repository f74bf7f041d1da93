import ApiClients
import ArgumentParser
import Glibc
import HostState
import ScriptModules
import ScriptRunner
import Settings
import TerminalText

struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Check that everything a script needs is in order.",
        discussion: """
            Checks the configuration, folders and their permissions, the clock, \
            certificates and proxy, and each service's address and key. Nothing is \
            written to a service. Exit code: that of the first check that failed.

            Example:
              govscript doctor --profile staging
            """)

    @OptionGroup
    var settings: SettingsOptions

    @Flag(help: "Do not contact the services.")
    var offline = false

    func run() async {
        KeyCheck.endKeyCommandsWithTheProcess()
        let secrets = SecretRegistry()
        var findings = [
            Finding(.good, "govscript", "\(Govscript.version), \(VersionReport.revision)"),
            Finding(.good, "libraries", VersionReport.libraries),
        ]
        do {
            let choice = try Environment.choice(profile: settings.profile, settings.config)
            findings.append(
                Finding(.good, "configuration", "profile \(choice.profile.name); govscript config show lists it"))
            findings += await Self.folders()
            if let state = choice.profile.state {
                findings.append(
                    offline ? Finding(.note, "database", "not contacted") : await StateChecks(state).brief())
            }
            let isSandbox = choice.profile.base == .sandbox
            if isSandbox || offline {
                findings.append(Finding(.note, "services", isSandbox ? "the sandbox needs none" : "not contacted"))
            } else {
                let configuration = RunConfiguration(choice, environment: Environment.variables, secrets: secrets)
                findings += try await ServiceChecks(configuration).findings()
            }
        } catch {
            findings.append(Finding(error, of: "configuration"))
        }
        Self.report(findings, secrets)
    }

    /// Prints the checks, and ends the process with the code of the first one that failed.
    static func report(_ findings: [Finding], _ secrets: SecretRegistry = SecretRegistry()) -> Never {
        let columns = isatty(STDOUT_FILENO) == 1 ? Terminal.width : .max
        Output.lines(secrets.redact(findings.map { $0.text(width: 15, columns: columns) }.joined(separator: "\n")))
        let failure = findings.first { $0.severity == .bad }
        ProcessExit.exit(code: failure?.exitCode ?? ExitCode.done.rawValue)
    }

    /// Whether the folders that every run uses can be used.
    private static func folders() async -> [Finding] {
        var findings: [Finding] = []
        let state = Environment.stateDirectory
        do {
            _ = try await HostState(at: state, command: "govscript doctor").accounts()
            findings.append(Finding(.good, "state directory", state))
        } catch {
            findings.append(Finding(error, of: "state directory"))
        }
        do {
            try StateDirectory.check(Environment.configurationDirectory)
            findings.append(Finding(.good, "key folder", Environment.configurationDirectory))
        } catch {
            findings.append(Finding(error, of: "key folder"))
        }
        return findings
    }
}

extension DoctorCommand {
    /// The result of one check.
    struct Finding {
        enum Severity: String {
            case good = "ok"
            case note
            case bad = "FAILED"
        }

        let severity: Severity
        let subject: String
        let message: String
        var hint: String?
        var exitCode: Int32 = 0

        init(_ severity: Severity, _ subject: String, _ message: String, hint: String? = nil) {
            self.severity = severity
            self.subject = subject
            self.message = message
            self.hint = hint
        }

        init(_ error: any Error, of subject: String) {
            let (report, code) = ProcessExit.describe(error, nil)
            self.init(.bad, subject, report.message, hint: report.hint)
            exitCode = code
        }

        /// The lines; on a screen they are broken at blanks, below the message.
        func text(width: Int, columns: Int) -> String {
            let margin = width + 10
            let room = columns == .max ? .max : max(30, columns - margin)
            let lines = ([message] + (hint.map { ["hint: " + $0] } ?? [])).flatMap { $0.visible.wrapped(to: room) }
            let head = TextWidth.pad(severity.rawValue, to: 7) + " " + TextWidth.pad(subject, to: width + 1) + " "
            return head + lines.joined(separator: "\n" + String(repeating: " ", count: margin))
        }
    }
}
