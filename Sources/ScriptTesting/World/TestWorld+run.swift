import ApiClients
import FoundationEssentials
import Glibc
import LuaBridge
import ScriptModules
package import ScriptRunner
package import StartRecords
import Synchronization
import SystemFiles
import TerminalText
import Timekeeping

/// How one start of a script ended.
package struct ScriptOutcome: Sendable {
    /// What the process would have ended with; 137 for one that was killed.
    package var exit: Int32
    /// What it printed.
    package var output: String
    /// The lines of its log, and of the error that ended it.
    package var log: [String]
    package var work: Work
    /// How long it took, by the world's time.
    package var elapsed: Duration
    /// Whether it was killed.
    package var isKilled: Bool { exit == 137 }
}

/// How a script is started.
package struct ScriptStart: Sendable {
    /// What messages call the script.
    package var name: String
    package var text: [UInt8]
    /// The script's folder, absolute, where its modules are.
    package var directory: String
    package var arguments: [String] = []
    package var isDryRun = false
    package var isVerbose = false
    /// Whether the script may read its folder, as it may unless that is a home folder or one above.
    package var mayReadFolder = true

    package init(_ name: String, text: [UInt8], directory: String) {
        self.name = name
        self.text = text
        self.directory = directory
    }
}

extension TestWorld {
    /// Runs a script to its end, as a process of its own, while the calling thread waits and steps no other world.
    ///
    /// - Parameter replay: The recorded run with which the steps are compared; the start is a dry run then.
    /// - Throws: ``TestWorldError``.
    package func run(_ start: ScriptStart, replay: VirtualWorld.Replay? = nil) throws -> ScriptOutcome {
        let lines = Mutex<[String]>([])
        let console = Console(isTerminal: false) { line in lines.withLock { $0.append(line) } }
        let path = "\(folder).out-\(UInt64.random(in: .min ... .max))"
        var process = process { open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600) }
        process.replay = replay
        defer { unlink(path) }
        let began = time.now
        var options = ScriptSession.Options(
            source: source(start), files: files(start), console: console, stateDirectory: stateDirectory)
        options.arguments = start.arguments
        options.logLevel = start.isVerbose ? .debug : .info
        options.isDryRun = start.isDryRun
        options.world = process
        let meter = WorkMeter { [time] in time.now - began }
        options.meter = meter
        let session: ScriptSession
        do { session = try ScriptSession(options, configuration: configuration(SecretRegistry())) } catch {
            throw TestWorldError("\(error)")
        }
        let exit = exit(of: session, process, console)
        ended(process)
        return ScriptOutcome(
            exit: exit, output: (try? String(contentsOfFile: path, encoding: .utf8)) ?? "",
            log: lines.withLock { $0 }, work: meter.work(), elapsed: time.now - began)
    }

    private func exit(of session: ScriptSession, _ process: VirtualWorld, _ console: Console) -> Int32 {
        do {
            try watch.run(session)
        } catch let error as LuaError {
            if process.lane.isAbandoned { return 137 }
            if case .exit(let code) = session.stopReason { return code }
            watch.noteScript(error)
            for line in ErrorReport(error).lines(inColour: false) { console.line(line) }
            return error.exitCode(stopped: session.stopReason)
        } catch {
            console.line("error: \(error)")
            return ExitCode.internalError.rawValue
        }
        if process.lane.isAbandoned { return 137 }
        if case .exit(let code) = session.stopReason { return code }
        return (session.hasTrouble ? ExitCode.unfinishedItems : .done).rawValue
    }

    private func source(_ start: ScriptStart) -> ScriptSource {
        var source = ScriptSource(file: start.name, text: start.text)
        source.directory = start.directory
        return source
    }

    private func files(_ start: ScriptStart) -> FileAccess {
        // The script's folder is not the working folder: a test changes nothing of the user's.
        FileAccess(
            workingDirectory: folder, reading: start.mayReadFolder ? [start.directory] : [], arguments: start.arguments,
            denied: [stateDirectory])
    }
}
