import Dispatch
package import HostLeases
package import Postgres
import Synchronization
package import Timekeeping

/// One machine as the owner of turns, and how it waits.
package struct TurnOwner: Sendable {
    /// Names the state directory and the boot: a process of the same is known to have ended when its lock is free.
    package var machine: String
    /// Where this process is, in words for people on other hosts.
    package var place: String
    /// For how long PostgreSQL is waited for.
    package var patience = Duration.seconds(300)
    /// The boot clock.
    package var now: @Sendable () -> BootInstant
    /// Waits on the calling thread.
    package var pause: @Sendable (Duration) -> Void
    /// Takes words for a person, each one line.
    package var note: @Sendable (String) -> Void = { _ in }
    /// Is called about once a beat while a turn is waited for, on the thread that waits; it may block for seconds.
    package var look: @Sendable () -> Void = {}
    /// Whether the process is being stopped and must not wait.
    package var isStopping: @Sendable () -> Bool = { false }

    /// An owner.
    package init(
        machine: String, place: String, now: @escaping @Sendable () -> BootInstant,
        pause: @escaping @Sendable (Duration) -> Void
    ) {
        self.machine = machine
        self.place = place
        self.now = now
        self.pause = pause
    }

    /// A name that no other owner has or will have.
    func name() -> String { "\(machine)/\(String(UInt64.random(in: .min ... .max), radix: 36))" }

    func isOfThisMachine(_ name: String) -> Bool { name.hasPrefix("\(machine)/") }

    /// Says for how long a server is waited for that grants nothing yet.
    func noteNewServer(_ time: Duration) {
        note("waiting up to \(time.inWholeSeconds), because another start of PostgreSQL has taken over")
    }
}

/// Why an owner has no turn, or has it no more.
package enum TurnFailure: Error, Sendable, Hashable {
    /// An owner that lives has it.
    case held(place: String)
    /// Another owner has taken it over.
    case overtaken(place: String)
    /// PostgreSQL did not do it for as long as the process waits, or refuses it.
    case store(PostgresError)
    /// The process is being stopped.
    case stopped
}

/// How an owner waits for a turn that another one has.
package struct TurnWait: Sendable {
    /// Until when, by the owner's clock.
    package var end: BootInstant
    /// Whether the turn is not needed any more; it may look at the records that are there.
    package var isNeedless: @Sendable (ClusterTurns) -> Bool

    /// A wait.
    package init(until end: BootInstant, unless isNeedless: @escaping @Sendable (ClusterTurns) -> Bool) {
        self.end = end
        self.isNeedless = isNeedless
    }
}

/// A turn that this process has: renewed by beats of its own until it ends.
///
/// Calls wait on their thread, which must be none of the concurrency pool's; one comes after the other.
package final class HeldClusterTurn: Sendable {
    struct State {
        var lease: TurnLease
        /// How the turn stood last, and when that was asked.
        var standing: TurnStanding
        var askedAt: BootInstant
        var whenMissing: (@Sendable (TurnStanding) -> Void)?
    }

    /// How the turn stood when it was taken.
    package let taken: TurnStanding
    let turns: ClusterTurns
    let owner: TurnOwner
    private let epoch: Int64
    let state: Mutex<State>
    let queue = DispatchQueue(label: "govscript turn", qos: .userInitiated)

    init(_ turns: ClusterTurns, _ owner: TurnOwner, _ lease: TurnLease, _ taken: TurnStanding) {
        self.turns = turns
        self.owner = owner
        self.taken = taken
        epoch = taken.epoch
        state = Mutex(State(lease: lease, standing: taken, askedAt: owner.now()))
    }

    /// Takes the turn at a subject; the caller has the lock that keeps other processes of this machine away.
    ///
    /// An owner on another machine that shows no sign of life is watched for as long as it takes to be sure.
    ///
    /// - Throws: ``TurnFailure``.
    package static func take(
        _ connection: PostgresConnection, _ subject: String, _ owner: TurnOwner
    ) throws(TurnFailure) -> HeldClusterTurn {
        // Without a `TurnWait` it is never nil.
        guard let turn = try take(connection, subject, owner, waiting: nil) else { throw .stopped }
        return turn
    }

    /// The same, waiting for an owner that lives, too.
    ///
    /// - Returns: nil if the turn is not needed any more.
    /// - Throws: ``TurnFailure``; `held` when the wait is over.
    package static func take(
        _ connection: PostgresConnection, _ subject: String, _ owner: TurnOwner, waiting: TurnWait?
    ) throws(TurnFailure) -> HeldClusterTurn? {
        let turns = ClusterTurns(connection, subject, place: owner.place)
        var lease = TurnLease(owner: owner.name())
        var (first, gone): (TurnStanding?, String?)
        var hasTold = false
        var lookedAt: BootInstant?
        while true {
            let standing: TurnStanding
            switch try attempt(turns, owner, &lease, gone: &gone) {
            case .success(let turn): return turn
            case .failure(let inUse): standing = inUse.standing
            }
            if let waiting {
                if waiting.isNeedless(turns) { return nil }
                if owner.now() >= waiting.end {
                    throw standing.outcome == .held ? .held(place: standing.place) : .store(.grantsNothingYet)
                }
            } else if let first, standing.outcome == .held, first.server == standing.server,
                (first.owner, first.beat) != (standing.owner, standing.beat)
            {
                throw .held(place: standing.place)
            }
            // A server that has just taken over may not know the last beats.
            if standing.outcome == .held, first?.server != standing.server { first = standing }
            if owner.isStopping() { throw .stopped }
            if lookedAt.map({ owner.now() - $0 >= standing.timing.beat }) ?? true {
                lookedAt = owner.now()
                owner.look()
            }
            if !hasTold, lease.watched(now: owner.now()) > standing.timing.beat * 2 || standing.outcome == .early {
                hasTold = true
                let time = (lease.watch ?? .zero) + (standing.isCalm ? .zero : standing.timing.overlap)
                if standing.outcome == .early {
                    owner.noteNewServer(time)
                } else {
                    owner.note("waiting up to \(time.inWholeSeconds), in case \(standing.place) has not ended")
                }
            }
            owner.pause(standing.timing.beat / 3)
        }
    }

    /// Whether something may be sent now: the last look before a write.
    package var isUsable: Bool { state.withLock { $0.lease.isUsable(now: owner.now()) } }

    /// Whether another owner may have had the turn since it was taken, on a server that is lost.
    package var wasInterrupted: Bool { state.withLock { $0.lease.wasInterrupted } }

    /// Whether what is not recorded may have happened all the same, see ``TurnLease/isLossy``.
    package var isLossy: Bool { state.withLock { $0.lease.isLossy } }

    /// Until when something may be sent; nil once the turn is over.
    package var validUntil: BootInstant? { state.withLock { $0.lease.validUntil } }

    /// Calls back, on a thread that may block, when changes that were stored are missing.
    package func whenMissing(_ body: @escaping @Sendable (TurnStanding) -> Void) {
        state.withLock { $0.whenMissing = body }
    }

    /// Stores records and waits until they are there and the turn is good; repeats what is not known to be done.
    ///
    /// - Parameter change: What to store; owner, epoch and what the lease says are filled in.
    /// - Returns: How the turn stands: `stored` or `behind`.
    /// - Throws: ``TurnFailure``.
    package func store(_ change: TurnChange) throws(TurnFailure) -> TurnStanding {
        try queue.sync { () -> Result<TurnStanding, TurnFailure> in
            Result { () throws(TurnFailure) in try storeNow(change) }
        }.get()
    }

    private func storeNow(_ change: TurnChange) throws(TurnFailure) -> TurnStanding {
        var outage = Outage(owner)
        while true {
            let standing: TurnStanding
            do throws(PostgresError) {
                standing = try ask(change)
            } catch {
                try outage.wait(after: error)
                continue
            }
            if standing.outcome == .lost { throw .overtaken(place: standing.place) }
            // After a failover an expired lease is good again only once the new server is calm.
            if standing.outcome == .behind || isUsable { return standing }
            try outage.wait(after: nil)
        }
    }

    /// All records.
    ///
    /// - Throws: ``TurnFailure``, or what `body` throws.
    package func load(_ body: ([TurnRecord]) throws -> Void) throws {
        var last: TurnRecord?
        var outage = Outage(owner)
        while true {
            let records: [TurnRecord]
            do throws(PostgresError) {
                records = try turns.load(after: last)
            } catch {
                try outage.wait(after: error)
                continue
            }
            if records.isEmpty { break }
            try body(records)
            last = records.last
        }
        // Else they may be of another server, which lacks what this turn was granted with.
        let now = try store(TurnChange(copy: taken.copy, base: taken.revision, revision: taken.revision))
        guard now.outcome == .stored, now.server == taken.server else { throw TurnFailure.store(.failedOver) }
    }

    /// Ends the turn, so that another owner can take it at once; a second call does nothing.
    package func giveBack() {
        // Where a new server lacks something, the next owner has to know.
        let (isBehind, revision) = state.withLock { ($0.lease.isBehind, $0.standing.revision) }
        guard let name = end(), !isBehind else { return }
        queue.sync {
            // If it does not arrive, others wait until they are sure.
            for _ in 0..<2 where (try? turns.giveBack(owner: name, epoch: epoch, revision: revision)) != nil { return }
        }
    }

    /// Ends the turn and deletes it with its records.
    ///
    /// - Throws: ``TurnFailure``.
    package func forget() throws(TurnFailure) {
        guard let name = end() else { return }
        var outage = Outage(owner)
        while true {
            do {
                return try turns.forget(owner: name, epoch: epoch)
            } catch {
                try outage.wait(after: error)
            }
        }
    }

    /// - Returns: The owner's name if it had the turn.
    private func end() -> String? {
        state.withLock { state in
            guard case .held = state.lease.phase else { return nil }
            state.lease.end()
            return state.lease.owner
        }
    }

    /// Carries out a change once.
    func ask(_ change: TurnChange) throws(PostgresError) -> TurnStanding {
        let sentAt = owner.now()
        let (lease, standing) = state.withLock { ($0.lease, $0.standing) }
        guard case .held = lease.phase else {
            var over = standing
            // Where this owner has given it back itself, the place is its own.
            if over.outcome != .lost { (over.outcome, over.place) = (.lost, "") }
            return over
        }
        let change = lease.fill(change, now: sentAt)
        let answer = try turns.store(change, within: change.records.isEmpty ? .seconds(5) : .seconds(30))
        state.withLock { state in
            state.lease.received(answer, to: change, sentAt: sentAt, now: owner.now())
            state.standing = answer
            state.askedAt = sentAt
        }
        return answer
    }

    func beatLater() {
        let time = taken.timing.beat
        queue.asyncAfter(deadline: .now() + .nanoseconds(Int(clamping: time.nanoseconds))) { [weak self] in
            guard let self, case .held = state.withLock({ $0.lease.phase }) else { return }
            beat(time)
            beatLater()
        }
    }

    /// Renews the turn, unless something was stored a moment ago.
    private func beat(_ time: Duration) {
        let (standing, askedAt) = state.withLock { ($0.standing, $0.askedAt) }
        guard owner.now() - askedAt >= time / 2 else { return }
        let change = TurnChange(copy: standing.copy, base: standing.revision, revision: standing.revision)
        // One that fails is made up for by the next.
        guard let answer = try? ask(change), answer.outcome == .behind else { return }
        state.withLock { $0.whenMissing }?(answer)
    }
}
