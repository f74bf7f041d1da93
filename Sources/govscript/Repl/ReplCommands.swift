import ApiClients
import HostState
import LuaBridge
import Repl
import ScriptRunner
import Settings
import Synchronization
import TerminalText

/// The commands of the REPL that know profiles, limits and runs.
struct ReplCommands {
    private let configuration: RunConfiguration

    init(_ configuration: RunConfiguration) {
        self.configuration = configuration
    }

    /// - Parameter restart: Is told what to start when the session has ended.
    func all(restart: @escaping (ReplRestart) -> Void) -> [DotCommand] {
        func leave(_ session: ReplSession, _ words: [String]) {
            restart(ReplRestart(words: words))
            session.quit()
        }
        return [
            DotCommand("profile", arguments: "[NAME]", "Shows the profile, or restarts with another.") {
                if $1.isEmpty { $0.console.output.write(profile) } else { leave($0, ["--profile", $1]) }
            },
            DotCommand("sandbox", "Restarts with the built-in emulator.") { session, _ in
                leave(session, ["--sandbox"])
            },
            DotCommand("limits", "Shows how much of each limit is in use.") { session, _ in
                let isSandbox = configuration.profile.base == .sandbox
                session.tell { isSandbox ? "In the sandbox links.limits() tells." : try limits() }
            },
            DotCommand("runs", "Lists the durable runs.") { session, _ in
                session.tell { try RunsListCommand.text(of: RunShelf.entries()) }
            },
        ]
    }

    private var profile: String {
        var table = TextTable(["SERVICE", "ADDRESS"])
        for service in Service.allCases { table.add([service.rawValue, configuration.profile[service].url]) }
        let links = configuration.profile.defaultLinks.rawValue
        return "\(configuration.profile.name.visible); links.* means \(links)\n\(table.text)"
    }

    private func limits() throws -> String {
        let accounts = Mutex<Result<[AccountUse], any Error>?>(nil)
        let state = try HostState(at: Environment.stateDirectory, command: "govscript repl")
        // The REPL's own thread may block; the answer takes a millisecond.
        let done = BlockingWait()
        Task {
            let result = await Result { try await state.accounts() }
            accounts.withLock { $0 = result }
            done.end()
        }
        done.wait()
        let found = try accounts.withLock(\.self)?.get() ?? []
        return found.isEmpty ? "No service was used here yet." : LimitsReport.table(found)
    }
}

extension ReplSession {
    /// Writes a text, or says why there is none.
    fileprivate func tell(_ text: () throws -> String) {
        do { console.output.write(try text()) } catch { complain("\(error)") }
    }
}
