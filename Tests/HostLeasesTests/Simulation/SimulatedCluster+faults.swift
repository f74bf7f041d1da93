import HostLeases
import LeaseSupport
import TestSupport

extension SimulatedCluster {
    /// A host under a name that was never used.
    mutating func host(_ index: Int) -> SimulatedHost {
        names += 1
        var host = SimulatedHost(
            index: index, lease: HostLease(holder: "host \(names)"),
            bootOffset: Int64.random(in: 0...1_000_000, using: &random))
        host.want = 4
        return host
    }

    mutating func start(_ index: Int) {
        schedule(.beat(host: index, life: hosts[index].life), in: 0...200)
        schedule(.send(host: index, life: hosts[index].life), in: 0...40)
    }

    /// Something goes wrong.
    mutating func misfortune() {
        let index = Int.random(in: hosts.indices, using: &random)
        revive()
        if chance(mood.kills) { kill(index) }
        if chance(mood.pauses) { hosts[index].pausedUntil = now + Int64.random(in: 50...4_000, using: &random) }
        if chance(mood.cuts) { hosts[index].cutUntil = now + Int64.random(in: 500...3_000, using: &random) }
        if chance(20) { hosts[index].wallOffset += Int64.random(in: -5_000...5_000, using: &random) }
        if chance(mood.failovers) { failOver(near: index) }
        if chance(5) { servers.restart(now) }
    }

    mutating func kill(_ index: Int) {
        hosts[index].isAlive = false
        hosts[index].life += 1
    }

    /// Another process on a machine of which all were killed, or the machine after a boot.
    private mutating func revive() {
        guard chance(60), let index = hosts.indices.first(where: { !hosts[$0].isAlive }) else { return }
        let dead = hosts[index]
        if chance(50) {
            hosts[index] = host(index)
            hosts[index].life = dead.life
        } else {
            hosts[index].isAlive = true
            hosts[index].server = nil
            // What the killed one had sent arrives within the time of delivery.
            hosts[index].slots = dead.slots.mapValues { .some($0 ?? now + 750 + Self.window) }
        }
        start(index)
    }

    /// A standby takes over that has not received the last commits, while the old server may take writes for a while.
    ///
    /// What ended the old server may end a host as well.
    private mutating func failOver(near host: Int) {
        guard let states = servers.states(since: now - 1_500) else { return }
        let state = Int.random(in: states, using: &random)
        let end = now + (chance(50) ? 0 : Int64.random(in: 0...overlap, using: &random))
        servers.promote(state: state, oldClosesAt: end, now)
        if chance(50) { schedule(.kill(host: host), in: 0...900) }
        // Some have noticed, others are connected to the old one still.
        for index in hosts.indices where chance(50) { hosts[index].server = nil }
    }
}
