import HostLeases
import TestSupport
import Timekeeping

extension SimulatedRun {
    mutating func handle(_ event: Event) {
        switch event {
        case .beat(let host, let life): beat(host, life, event)
        case .claim(let claim, let host, let life, let server, let sentAt):
            guard let server = opened(server, host) else { return }
            let standing = servers.carryOut(on: server, now) { $0.claim(Self.subject, claim) }
            if standing.outcome == .granted, claim.suspect != nil { takeovers += 1 }
            if standing.outcome == .granted, standing.isLossy { lossyTakeovers += 1 }
            let records = standing.outcome == .granted ? servers[server].records(Self.subject) : []
            answer(standing, records, nil, host, life, sentAt)
        case .store(let change, let host, let life, let server, let sentAt):
            guard let server = opened(server, host) else { return }
            let standing = servers.carryOut(on: server, now) { $0.store(Self.subject, change) }
            answer(standing, [], change, host, life, sentAt)
        case .standing(let standing, let records, let change, let host, let life, let sentAt):
            guard isAwake(host, life, event) else { return }
            hear(standing, records, change, host, sentAt)
        case .work(let host, let life):
            guard isAwake(host, life, event) else { return }
            schedule(event, in: 5...60)
            work(host, life)
        case .write(let item, let host, let life): write(item, host, life)
        case .arrival(let item):
            arrivals[item] += 1
            if arrivals[item] > 1 { twice = item }
        case .answer(let item, let host, let life):
            guard isAwake(host, life, event) else { return }
            finish(item, host)
        case .lookup(let item, let host, let life):
            schedule(.found(arrivals[item] > 0, item: item, host: host, life: life), in: 0...50)
        case .found(let isThere, let item, let host, let life):
            guard isAwake(host, life, event) else { return }
            if isThere { finish(item, host) } else { send(item, host, life) }
        case .misfortune: misfortune()
        }
    }

    private mutating func isAwake(_ host: Int, _ life: Int, _ event: Event) -> Bool {
        guard hosts[host].isAlive, hosts[host].life == life else { return false }
        guard hosts[host].pausedUntil > now else { return true }
        events.add(event, at: hosts[host].pausedUntil)
        return false
    }

    private mutating func beat(_ host: Int, _ life: Int, _ event: Event) {
        guard isAwake(host, life, event) else { return }
        let sentAt = hosts[host].clock(now)
        events.add(event, at: now + 200)
        if chance(4) || hosts[host].cutUntil > now { return }
        let server = hosts[host].server ?? servers.primary
        hosts[host].server = server
        switch hosts[host].lease.phase {
        case .wanted:
            var claim = hosts[host].lease.claim(gone: hosts[host].previousOwner, now: sentAt)
            // As if it had been watched for long enough.
            if fault == .noWatch, let turn = servers[server].turns[Self.subject], turn.owner != nil {
                claim.suspect = SlotSync.Sighting("", epoch: turn.epoch, beat: turn.beat)
            }
            send(.claim(claim, host: host, life: life, server: server, sentAt: sentAt))
        case .held:
            guard hosts[host].isReady else { return }
            let change = hosts[host].change(now: sentAt)
            send(.store(change, host: host, life: life, server: server, sentAt: sentAt))
        case .over: break
        }
    }

    /// A message may be waiting somewhere for a long time, as in a pooler.
    private mutating func send(_ message: Event) { schedule(message, in: chance(4) ? 100...5_000 : 0...20) }

    /// The server that carries out what was sent to one; nil if the connection is lost with the server.
    private mutating func opened(_ server: Int, _ host: Int) -> Int? {
        guard servers.isClosed(server, now) else { return server }
        hosts[host].server = nil
        return chance(50) ? servers.primary : nil
    }

    private mutating func answer(
        _ standing: TurnStanding, _ records: [TurnRecord], _ change: TurnChange?, _ host: Int, _ life: Int,
        _ sentAt: BootInstant
    ) {
        if chance(4) { return }
        let event = Event.standing(standing, records, change, host: host, life: life, sentAt: sentAt)
        schedule(event, in: chance(4) ? 100...2_000 : 0...20)
    }

    private mutating func hear(
        _ standing: TurnStanding, _ records: [TurnRecord], _ change: TurnChange?, _ host: Int, _ sentAt: BootInstant
    ) {
        let wasWanted = hosts[host].lease.phase == .wanted
        hosts[host].lease.received(standing, to: change, sentAt: sentAt, now: hosts[host].clock(now))
        switch hosts[host].lease.phase {
        case .held where wasWanted: hosts[host].take(standing, records)
        case .held: if let change { hosts[host].received(standing, to: change) }
        case .over: stop(host)
        case .wanted: break
        }
    }

    /// A process whose turn is over ends, and another one is started later.
    private mutating func stop(_ host: Int) {
        guard hosts[host].isAlive else { return }
        hosts[host].isAlive = false
        hosts[host].life += 1
        hosts[host].restartsAt = now + 800
    }

    /// Takes an item in hand, and continues with those whose intent is in the store.
    private mutating func work(_ host: Int, _ life: Int) {
        guard hosts[host].isReady else { return }
        for (item, progress) in hosts[host].progress.sorted(by: { $0.key < $1.key }) {
            guard case .intending(let revision) = progress, isConfirmed(revision, host) else { continue }
            if hosts[host].lease.isLossy {
                look(item, host, life)
            } else {
                send(item, host, life)
            }
        }
        guard hosts[host].progress.count < 2, isConfirmed(0, host) else { return }
        let next = (0..<Self.items).first {
            hosts[host].progress[$0] == nil && hosts[host].entries[$0]?.state != .done
        }
        guard let next else { return }
        if hosts[host].entries[next] == nil {
            hosts[host].note(next, .intended)
            hosts[host].progress[next] = .intending(hosts[host].revision)
        } else if isConfirmed(hosts[host].takenAt, host) {
            look(next, host, life)
        }
    }

    private func isConfirmed(_ revision: Int64, _ host: Int) -> Bool {
        (hosts[host].base >= revision || fault == .unconfirmed)
            && (hosts[host].lease.isUsable(now: hosts[host].clock(now)) || fault == .noLook)
    }

    private mutating func look(_ item: Int, _ host: Int, _ life: Int) {
        hosts[host].progress[item] = .looking
        schedule(.lookup(item: item, host: host, life: life), in: 0...50)
    }

    /// The last look, after which the process may stand still for a short time before it writes.
    private mutating func send(_ item: Int, _ host: Int, _ life: Int) {
        guard isConfirmed(0, host) else {
            // It is looked up again when the lease is good.
            hosts[host].progress[item] = nil
            return
        }
        hosts[host].progress[item] = .sent
        schedule(.write(item: item, host: host, life: life), in: chance(20) ? 0...150 : 0...0)
    }

    private mutating func write(_ item: Int, _ host: Int, _ life: Int) {
        guard hosts[host].isAlive, hosts[host].life == life else { return }
        let way = Int64.random(in: chance(30) ? 300...600 : 0...20, using: &random)
        events.add(.arrival(item: item), at: now + way)
        events.add(
            .answer(item: item, host: host, life: life), at: now + way + Int64.random(in: 0...60, using: &random))
    }

    private mutating func finish(_ item: Int, _ host: Int) {
        hosts[host].note(item, .done)
        hosts[host].progress[item] = nil
        done.insert(item)
        if arrivals[item] == 0 { invented = item }
        if done.count == Self.items { endsAt = now + 5_000 }
    }
}
