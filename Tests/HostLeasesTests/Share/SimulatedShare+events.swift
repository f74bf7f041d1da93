import HostLeases
import TestSupport
import Timekeeping

extension SimulatedShare {
    mutating func handle(_ event: Event) {
        switch event {
        case .beat(let process):
            guard isAwake(process, event) else { return }
            events.add(event, at: now + 200)
            beat(process)
        case .work(let process):
            guard isAwake(process, event) else { return }
            schedule(event, in: 5...60)
            work(process)
        case .message(let message, let part, let process, let server, let sentAt):
            carryOut(message, part, process, server, sentAt)
        case .answer(let answer, let part, let process, let sentAt):
            guard isAwake(process, event) else { return }
            hear(answer, part, process, sentAt)
        case .write(let item, let process):
            guard hosts[process.host].isAlive, hosts[process.host].life == process.life else { return }
            let part = hosts[process.host].part?.number ?? 0
            let way = Int64.random(in: chance(30) ? 300...600 : 0...20, using: &random)
            events.add(.arrival(item: item), at: now + way)
            let reply = now + way + Int64.random(in: 0...60, using: &random)
            events.add(.reply(item: item, part: part, process), at: reply)
        case .arrival(let item):
            arrivals[item] += 1
            if arrivals[item] > 1 { twice = item }
        case .reply(let item, let part, let process):
            guard isAwake(process, event) else { return }
            finish(item, part, process)
        case .lookup(let item, let part, let process):
            schedule(.found(arrivals[item] > 0, item: item, part: part, process), in: 0...50)
        case .found(let isThere, let item, let part, let process):
            guard isAwake(process, event), hosts[process.host].part?.number == part else { return }
            if isThere {
                finish(item, part, process)
            } else {
                hosts[process.host].part?.progress[item] = .cleared
            }
        case .misfortune: misfortune()
        }
    }

    private func isCurrent(_ process: Process) -> Bool {
        hosts[process.host].isAlive && hosts[process.host].life == process.life
    }

    private mutating func isAwake(_ process: Process, _ event: Event) -> Bool {
        guard isCurrent(process) else { return false }
        guard hosts[process.host].pausedUntil > now else { return true }
        events.add(event, at: hosts[process.host].pausedUntil)
        return false
    }

    /// A message may be waiting somewhere for a long time, as in a pooler.
    private mutating func send(_ message: Message, _ process: Process) {
        let host = process.host
        guard let part = hosts[host].part?.number, !chance(4), hosts[host].cutUntil <= now else { return }
        let server = hosts[host].server ?? servers.count - 1
        hosts[host].server = server
        let event = Event.message(message, part: part, process, server: server, sentAt: hosts[host].clock(now))
        schedule(event, in: chance(4) ? 100...5_000 : 0...20)
    }

    private mutating func beat(_ process: Process) {
        guard let part = hosts[process.host].part else { return }
        let clock = hosts[process.host].clock(now)
        switch part.lease.phase {
        case .wanted:
            let own = hosts[process.host].previous.map { "\($0)/\(part.number)" }
            send(.claim(part.lease.claim(gone: own, now: clock)), process)
        case .held:
            guard part.isReady, let change = hosts[process.host].change(now: clock) else { return }
            send(.store(change), process)
        case .over: break
        }
    }

    private mutating func carryOut(
        _ message: Message, _ part: Int, _ process: Process, _ server: Int, _ sentAt: BootInstant
    ) {
        var server = server
        if closesAt[server] <= now {
            hosts[process.host].server = nil
            guard chance(50) else { return }
            server = servers.count - 1
        }
        let subject = InMemoryTurns.subject(part, of: Self.run)
        var answer: Answer?
        switch message {
        case .claim(let claim):
            let standing = servers[server].claim(subject, claim)
            if standing.outcome == .granted, claim.suspect != nil { takeovers += 1 }
            let records = standing.outcome == .granted ? servers[server].records(subject) : []
            answer = .standing(standing, records, nil)
        case .store(let change):
            answer = servers[server].tryToStore(subject, change).map { .standing($0, [], change) } ?? .refused
        case .assign(let request, let items):
            answer = .share(servers[server].assign(Self.run, request), items: items)
        case .giveBack(let owner, let epoch, let revision):
            servers[server].giveBack(subject, owner: owner, epoch: epoch, revision: revision)
        }
        if server == servers.count - 1 {
            standby.append(servers[server])
            standbyTimes.append(now)
            if standby.count > 60 {
                standby.removeFirst(30)
                standbyTimes.removeFirst(30)
            }
        }
        guard let answer, !chance(4) else { return }
        schedule(.answer(answer, part: part, process, sentAt: sentAt), in: chance(4) ? 100...2_000 : 0...20)
    }

    private mutating func hear(_ answer: Answer, _ number: Int, _ process: Process, _ sentAt: BootInstant) {
        let host = process.host
        switch answer {
        case .refused:
            // The journal is of items that belong to other parts: the next start makes it from the records.
            guard hosts[host].part?.number == number else { return }
            hosts[host].journals[number] = nil
            end(host, isKilled: false)
        case .share(let standing, let items):
            hosts[host].isAsking = false
            guard let part = hosts[host].part, part.number == number || hosts[host].isHelping else { return }
            if standing.outcome == .lost { return end(host, isKilled: false) }
            // What another server says is not used before the turn is renewed there.
            guard standing.server == part.server || hosts[host].isHelping else { return }
            if standing.isLossy, fault != .notLossy { hosts[host].part?.isLossy = true }
            hosts[host].learn(standing, items)
        case .standing(let standing, let records, let change):
            guard var part = hosts[host].part, part.number == number else { return }
            let wasWanted = part.lease.phase == .wanted
            part.lease.received(standing, to: change, sentAt: sentAt, now: hosts[host].clock(now))
            part.server = standing.server
            hosts[host].part = part
            switch part.lease.phase {
            case .held where wasWanted: hosts[host].take(standing, records)
            case .held:
                if let change { hosts[host].received(standing, to: change) }
                if part.lease.wasInterrupted { end(host, isKilled: false) }
            case .over: end(host, isKilled: false)
            case .wanted:
                hosts[host].seen[number] = part.lease
                // Another part may be free.
                if hosts[host].isHelping { hosts[host].part = nil }
            }
        }
    }

    private mutating func work(_ process: Process) {
        let host = process.host
        guard let part = hosts[host].part else { return help(process) }
        guard part.isReady, let journal = hosts[host].journals[part.number] else { return }
        for (item, progress) in part.progress.sorted(by: { $0.key < $1.key }) {
            switch progress {
            case .intending(let revision) where part.base >= revision && part.lease.isUsable(now: clock(host)):
                if part.isLossy || part.lease.isLossy {
                    look(item, process)
                } else {
                    hosts[host].part?.progress[item] = .cleared
                }
            case .cleared: write(item, process)
            case .intending, .looking, .sent: break
            }
        }
        guard let part = hosts[host].part, part.progress.count < 2, part.lease.isUsable(now: clock(host)) else {
            return
        }
        let begun = journal.entries.first { $0.value.state != .done && part.progress[$0.key] == nil }?.key
        if let begun {
            if part.base >= part.takenAt { look(begun, process) }
            return
        }
        if let next = hosts[host].next(on: part.server) {
            hosts[host].journals[part.number]?.note(next, .intended)
            let revision = hosts[host].journals[part.number]?.revision ?? 0
            hosts[host].part?.progress[next] = .intending(revision)
            return
        }
        ask(process, part, journal)
    }

    /// Asks for further items, or gives the part back if there are none.
    private mutating func ask(_ process: Process, _ part: SharingHost.Part, _ journal: SharingHost.Journal) {
        let host = process.host
        let open = hosts[host].order.filter { item in
            journal.entries[item] == nil && !hosts[host].ended.contains(item)
                && (hosts[host].isHelping ? hosts[host].others[item] == part.number : hosts[host].isOpen(item, part))
        }
        if open.isEmpty {
            let isStored = part.base >= journal.revision && part.progress.isEmpty && !part.lease.isBehind
            guard isStored, case .held(let epoch) = part.lease.phase else { return }
            send(.giveBack(owner: part.lease.owner, epoch: epoch, revision: part.base), process)
            hosts[host].part = nil
            hosts[host].seen[part.number] = nil
            hosts[host].isHelping = true
            hosts[host].assigned = [:]
            return
        }
        guard !hosts[host].isAsking || chance(5) else { return }
        hosts[host].isAsking = true
        let items = Array(open.prefix(5))
        let own = part.lease.fill(TurnChange(copy: "", base: 0, revision: nil), now: clock(host))
        let request = ShareRequest(
            part: part.number, owner: own.owner, epoch: own.epoch, keys: items.map { Self.keys[$0] }, most: 2,
            calm: own.calm)
        send(.assign(request, items: items), process)
    }

    /// Looks how the items of others stand, and asks for a part that has some.
    private mutating func help(_ process: Process) {
        let host = process.host
        let open = hosts[host].order.filter { !hosts[host].ended.contains($0) }
        guard !open.isEmpty, chance(30) else { return }
        let part = hosts[host].others[open.randomElement(using: &random) ?? 0] ?? 0
        hosts[host].want(part == 0 ? hosts[host].ownPart : part)
        send(.assign(ShareRequest(part: nil, keys: open.map { Self.keys[$0] }), items: open), process)
    }

    private func clock(_ host: Int) -> BootInstant { hosts[host].clock(now) }

    private mutating func look(_ item: Int, _ process: Process) {
        guard let part = hosts[process.host].part?.number else { return }
        hosts[process.host].part?.progress[item] = .looking
        schedule(.lookup(item: item, part: part, process), in: 0...50)
    }

    /// The last look, after which the process may stand still for a short time before it writes.
    private mutating func write(_ item: Int, _ process: Process) {
        guard let part = hosts[process.host].part else { return }
        guard part.lease.isUsableForItems(now: clock(process.host)) else { return }
        hosts[process.host].part?.progress[item] = .sent
        schedule(.write(item: item, process), in: chance(20) ? 0...150 : 0...0)
    }

    private mutating func finish(_ item: Int, _ part: Int, _ process: Process) {
        guard hosts[process.host].part?.number == part else { return }
        hosts[process.host].journals[part]?.note(item, .done)
        hosts[process.host].part?.progress[item] = nil
        hosts[process.host].ended.insert(item)
        if done.insert(item).inserted { doneBy[process.host, default: 0] += 1 }
    }
}

extension SharingHost {
    /// Whether an item may be asked for: it is not known to be another part's.
    fileprivate func isOpen(_ item: Int, _ part: Part) -> Bool {
        (others[item] ?? 0) == 0 && assigned[item] != part.server
    }

    /// An item that is to be begun.
    fileprivate func next(on server: String) -> Int? {
        guard let part, let journal = journals[part.number] else { return nil }
        return order.first { item in
            assigned[item] == server && journal.entries[item] == nil && !ended.contains(item)
        }
    }

    fileprivate mutating func learn(_ standing: ShareStanding, _ items: [Int]) {
        for (item, found) in zip(items, standing.items) {
            guard let found else {
                others[item] = 0
                continue
            }
            others[item] = found.part == part?.number && !isHelping ? nil : found.part
            if found.part == part?.number { assigned[item] = standing.server }
            if found.state == ItemState.done.rawValue { ended.insert(item) }
        }
    }
}
