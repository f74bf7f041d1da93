import Catalogue
import DurableRuns
import LuaBridge
import RunJournal
import StartRecords
import Synchronization

/// Tells a meter how far a durable run is.
final class MeasuredRun: Sendable {
    private let meter: WorkMeter?
    private let number = Mutex<Int?>(nil)

    init(_ meter: WorkMeter?) { self.meter = meter }

    func begin(_ run: DurableRun) {
        guard let meter else { return }
        let opened = meter.opened { [weak run] in
            run.map { WorkMeter.RunProgress($0, isWhole: false) }
                ?? WorkMeter.RunProgress(pass: RunPass(name: ""), failures: [], kinds: [:])
        }
        number.withLock { $0 = opened }
    }

    func end(_ run: DurableRun, isWhole: Bool) {
        guard let meter, let number = number.withLock(\.self) else { return }
        meter.closed(number, WorkMeter.RunProgress(run, isWhole: isWhole))
    }
}

extension WorkMeter.RunProgress {
    fileprivate init(_ run: DurableRun, isWhole: Bool) {
        let counts = run.counts
        var pass = RunPass(name: run.identity.title)
        pass.done = counts.done
        pass.before = counts.before
        pass.failed = counts.failed
        pass.uncertain = counts.uncertain
        pass.changed = counts.changed
        pass.untried = counts.untried
        pass.total = run.options.total
        pass.isWhole = isWhole
        let failures = run.failures.map { failure in
            Failure(
                source: run.name, key: failure.item.key, place: failure.item.place,
                state: failure.result.state == .uncertain ? Failure.uncertain : Failure.failed,
                kind: failure.result.kind, message: failure.result.message, hint: failure.result.error?.hint)
        }
        self.init(pass: pass, failures: failures, kinds: counts.kinds, isDryRun: run.isDryRun)
    }
}

extension Failure {
    /// How a write outside of runs ended.
    init(of call: String, _ error: any Error) {
        guard let error = (error as? any ScriptErrorConvertible)?.scriptError else {
            self.init(
                source: call, state: Self.failed, kind: ErrorKind.internal.rawValue, message: "\(error)")
            return
        }
        self.init(
            source: call, state: error.kind == .uncertain ? Self.uncertain : Self.failed, kind: error.kind.rawValue,
            message: error.message, hint: error.hint)
    }
}

extension LostAnswerOutcome {
    init<Value>(_ settlement: Settlement<Value>) {
        self =
            switch settlement {
            case .happened: .done
            case .notHappened: .sentAgain
            case .unknown: .unknown
            }
    }
}

extension PreparedWrite {
    /// The same write of an item, with the meter told how it ended when it was sent.
    func measured(_ call: String, by meter: WorkMeter?) -> PreparedWrite {
        guard let meter else { return self }
        return PreparedWrite(
            intent: intent,
            perform: { [perform] wasInDoubt in
                do {
                    let output = try await perform(wasInDoubt)
                    meter.wrote(call, nil)
                    return output
                } catch {
                    // One that the end of the script stopped is as if it had not begun.
                    let failure = Failure(of: call, error)
                    if failure.kind != ErrorKind.cancelled.rawValue { meter.wrote(call, failure, inItem: true) }
                    throw error
                }
            }, settle: settle)
    }

    /// The same, with the meter told what became of it where it is looked up.
    func settling(by meter: WorkMeter?) -> PreparedWrite {
        guard let meter else { return self }
        return PreparedWrite(intent: intent, perform: perform) { [settle] in
            let settlement = try await settle()
            meter.settled(LostAnswerOutcome(settlement))
            return settlement
        }
    }
}
