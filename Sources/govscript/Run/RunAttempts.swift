import Glibc
import HostState
import LuaBridge
import ScriptRunner
import Settings
import StartRecords
import TerminalText
import Timekeeping

/// The starts of a script under one lock, until it ends with a code that stands.
struct RunAttempts {
    let conditions: RunConditions
    let console: Console
    let signals: SignalWatch
    /// Counts what they do.
    let meter: WorkMeter

    /// What they came to.
    struct Outcome {
        var code: Int32
        /// From the beginning of the first to the end of the last.
        var took = Duration.zero
    }

    /// Waits for a random time; the number of a signal that ended the process meanwhile.
    func waitForTurn() -> Int32? {
        guard conditions.jitter > .zero else { return nil }
        return signals.signal(within: conditions.jitter * Double.random(in: 0...1))
    }

    /// Runs `body` until it is not to be tried again.
    ///
    /// - Parameter body: Is one start; what it throws is told to a person.
    func run(_ body: () throws -> Void) -> Outcome {
        let began = ContinuousClock.now
        var outcome = Outcome(code: 0)
        var attempts = 0
        while true {
            signals.forget()
            outcome.code = code(of: body)
            attempts += 1
            let isTemporary = ExitCode(rawValue: outcome.code)?.isTemporary ?? false
            guard isTemporary, attempts <= conditions.retries, !signals.isStopping else { break }
            let pause = conditions.pause(before: attempts)
            let number = "\(attempts) of \(conditions.retries)"
            console.line(
                "note: exit code \(outcome.code); starting again in \(pause.spokenText) (retry \(number))")
            if let signal = signals.signal(within: pause) {
                outcome.code = 128 + signal
                break
            }
            meter.startsAgain()
        }
        outcome.took = ContinuousClock.now - began
        let (code, reports) = conditions.judge(outcome.code, meter.work(), took: outcome.took)
        for report in reports {
            StartRecording.ends(report, stopped: nil, code: code)
            ProcessExit.tell(report, console)
        }
        outcome.code = code
        return outcome
    }

    private func code(of body: () throws -> Void) -> Int32 {
        do { try body() } catch {
            return ProcessExit.tell(error, stopped: signals.session?.stopReason, console: console)
        }
        if case .exit(let code) = signals.session?.stopReason { return code }
        let hasTrouble = signals.session?.hasTrouble ?? false
        return (hasTrouble ? ExitCode.unfinishedItems : .done).rawValue
    }
}

extension RunConditions {
    /// Takes the lock of a script with a profile.
    ///
    /// - Returns: nil where there is none to take: for code that is no file, for a dry run, and by default where the
    ///   state directory cannot be used; nothing can be sent from there either.
    /// - Throws: ``HostStateError``
    func take(
        script path: String?, _ choice: ProfileChoice, command: String, isDryRun: Bool
    ) throws -> ScriptLock? {
        guard lock != false, !isDryRun, let path, let file = realpath(path, nil) else { return nil }
        defer { free(file) }
        let key = [String(cString: file), choice.profile.name].joined(separator: "\n")
        do {
            return try ScriptLock.take(
                of: path, key: key, in: Environment.stateDirectory, command: command, waiting: lockPatience)
        } catch let error as HostStateError where error.code != .held && lock == nil {
            return nil
        }
    }
}
