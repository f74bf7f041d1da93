import HostLeases
import LeaseSupport
import TestSupport
import Timekeeping

extension SimulatedCluster {
    mutating func schedule(_ event: Event, in delay: ClosedRange<Int64>) {
        events.add(event, at: now + Int64.random(in: delay, using: &random))
    }

    mutating func handle(_ event: Event) {
        switch event {
        case .beat(let host, let life): beat(host, life, event)
        case .sync(let sync, let host, let life, let server): carryOut(sync, host, life, server)
        case .table(let table, let number, let host, let life): hear(table, number, host, life, event)
        case .send(let host, let life): send(host, life, event)
        case .arrival(let host, let life, let request):
            arrivals.append(now)
            schedule(.answer(host: host, life: life, request: request), in: chance(10) ? 0...800 : 1...30)
        case .answer(let host, let life, let request):
            guard isAwake(host, life, event) else { return }
            hosts[host].slots[request] = .some(now + Self.window)
        case .kill(let host): kill(host)
        case .misfortune:
            misfortune()
            schedule(.misfortune, in: 100...mood.calm)
        }
    }

    func time(_ host: Int) -> BootInstant { hosts[host].clock(now, byWallClock: fault == .wallClock) }

    mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &random) < percent }

    /// Whether a host can do something now; one that is paused does it when it resumes.
    private mutating func isAwake(_ host: Int, _ life: Int, _ event: Event) -> Bool {
        guard hosts[host].isAlive, hosts[host].life == life else { return false }
        guard hosts[host].pausedUntil > now else { return true }
        events.add(event, at: hosts[host].pausedUntil)
        return false
    }

    private mutating func beat(_ host: Int, _ life: Int, _ event: Event) {
        guard isAwake(host, life, event) else { return }
        if chance(5) { hosts[host].want = Int.random(in: mood.want...4, using: &random) }
        let use = hosts[host].use(now, limit: limit)
        let sync = hosts[host].lease.beat(use, now: time(host))
        events.add(event, at: now + 200)
        // A message may be lost, or be waiting somewhere for a long time, as in a pooler.
        if chance(4) || hosts[host].cutUntil > now { return }
        let server = hosts[host].server ?? servers.primary
        hosts[host].server = server
        let delay: ClosedRange<Int64> = chance(3) ? 100...5_000 : 0...20
        schedule(.sync(sync, host: host, life: life, server: server), in: delay)
    }

    private mutating func carryOut(_ sync: SlotSync, _ host: Int, _ life: Int, _ server: Int) {
        var server = server
        if servers.isClosed(server, now) {
            hosts[host].server = nil
            // A pooler carries it out on the new server; a plain connection is lost.
            guard chance(50) else { return }
            server = servers.primary
        }
        let table = servers.carryOut(on: server, now) { $0.sync(sync) }
        guard let table, !chance(4) else { return }
        let delay: ClosedRange<Int64> = chance(3) ? 100...2_000 : 0...20
        schedule(.table(table, number: sync.sequence, host: host, life: life), in: delay)
    }

    private mutating func hear(_ table: SlotTable, _ number: Int64, _ host: Int, _ life: Int, _ event: Event) {
        guard isAwake(host, life, event) else { return }
        _ = hosts[host].lease.received(table, to: number, now: time(host))
    }

    private mutating func send(_ host: Int, _ life: Int, _ event: Event) {
        guard isAwake(host, life, event) else { return }
        schedule(event, in: 1...40)
        let use = hosts[host].use(now, limit: limit)
        guard use.busy < use.want, use.busy < hosts[host].lease.usable(now: time(host)) else { return }
        let request = hosts[host].nextRequest
        hosts[host].nextRequest += 1
        hosts[host].slots[request] = .some(nil)
        // Between the last look and the write the process may stand still; then the network takes its time.
        let pause: ClosedRange<Int64> = chance(10) ? 0...150 : 0...0
        let written = now + Int64.random(in: pause, using: &random)
        let way: ClosedRange<Int64> = chance(mood.late) ? 300...600 : 0...10
        events.add(
            .arrival(host: host, life: life, request: request), at: written + Int64.random(in: way, using: &random))
    }
}
