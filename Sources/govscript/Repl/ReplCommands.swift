import ApiClients
import HostState
import LuaBridge
import Repl
import ScriptRunner
import Settings
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
            DotCommand("profile", arguments: "[NAME]", "Show the profile, or restart with another.") {
                if $1.isEmpty { $0.console.output.write(profile) } else { leave($0, ["--profile", $1]) }
            },
            DotCommand("sandbox", "Restart with the built-in emulator.") { session, _ in
                leave(session, ["--sandbox"])
            },
            DotCommand("limits", "Show how much of each rate limit is in use.") { session, _ in
                if configuration.profile.base == .sandbox { return sandboxLimits(session) }
                session.tell { try limits() }
            },
            DotCommand(
                "runs", arguments: "[WORDS]", choices: RunsOfPrompt.names,
                following: RunsOfPrompt.words(after:),
                "List the resumable runs; or show, retry, resolve, forget NAME."
            ) { session, words in
                do { try RunsOfPrompt.perform(words) } catch {
                    let (report, _) = ProcessExit.describe(error, nil)
                    session.complain(
                        [report.message, report.hint ?? ""].filter { !$0.isEmpty }.joined(separator: ". "))
                }
            },
            DotCommand("export", arguments: "FILE", "Write the last result to a .csv or .json file.") { session, path in
                ResultExport(session).write(path)
            },
        ]
    }

    private var profile: String {
        var table = TextTable(["SERVICE", "ADDRESS"])
        for service in Service.allCases { table.add([service.rawValue, configuration.profile[service].url]) }
        let links = configuration.profile.defaultLinks.rawValue
        return "\(configuration.profile.name.visible); links.* means \(links)\n\(table.text)"
    }

    /// Asked of the modules, since in the shared state both services have the emulator's host for a name.
    private func sandboxLimits(_ session: ReplSession) {
        let script = """
            do
              for _, name in ipairs({ "go", "forsg" }) do
                local ok, use = pcall(function() return links.on(name).limits() end)
                if ok and use.requests > 0 then
                  print(("%s: requests %d, refused %d%s"):format(
                    name == "go" and "GoGovSG" or "ForSG", use.requests, use.refusals,
                    use.rate > 0 and (", limit %d per second"):format(use.rate // 1) or ""))
                elseif ok then
                  print((name == "go" and "GoGovSG" or "ForSG") .. ": not used yet")
                end
              end
            end
            """
        if case .failure(let error) = session.evaluate(script) { session.complain(error.message) }
    }

    private func limits() throws -> String {
        let state = try HostState(at: Environment.stateDirectory, command: "govscript repl")
        let found = try BlockingWait.perform { try await state.accounts() }
        return found.isEmpty ? "No service has been used yet." : LimitsReport.table(found)
    }
}

extension ReplSession {
    /// Writes a text, or says why there is none.
    fileprivate func tell(_ text: () throws -> String) {
        do { console.output.write(try text()) } catch { complain("\(error)") }
    }
}
