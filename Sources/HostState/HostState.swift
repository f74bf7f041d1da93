package import ApiClients
import HostLeases
import Synchronization

/// What all processes of a user on one machine share: the slots and blocks of their accounts, the turns at datasets,
/// the changes of links that may still arrive, and the locks of runs.
///
/// It all lies in one folder, for the user alone. Open it once per process; that costs a few milliseconds.
package final class HostState: Sendable {
    /// The folder.
    package let directory: String
    let owner: LockOwner
    let time: TimeSource
    let boot: BootIdentity
    let slots: SlotFile
    let process: Holder
    let memory = Mutex<[PacingAccount: AccountMemory]>([:])
    let leases = Mutex<LeaseKeeper?>(nil)
    /// What looks have seen of accounts that hosts share.
    let sights = Mutex<[PacingAccount: SlotWatch]>([:])
    let turns = Mutex<TurnStore?>(nil)

    /// Opens the folder, which is made if it is missing.
    ///
    /// `command` tells others what this process does; it must hold no secret. `notice` is told, in one line, what the
    /// user should know although nothing failed, such as that a damaged file was moved aside; it must not use the state
    /// itself.
    ///
    /// - Throws: ``HostStateError``; with code `networkFileSystem` for a folder of another machine.
    package convenience init(
        at directory: String, command: String = "", time: TimeSource = .system,
        notice: @escaping @Sendable (String) -> Void = { _ in }
    ) throws {
        try self.init(at: directory, command: command, time: time, boot: .current(), notice: notice)
    }

    init(
        at directory: String, command: String = "", time: TimeSource, boot: BootIdentity,
        notice: @escaping @Sendable (String) -> Void = { _ in }
    ) throws {
        self.directory = directory
        self.time = time
        self.boot = boot
        owner = LockOwner(command: command, at: time.date())
        let holders = "\(directory)/processes"
        try StateDirectory.open(directory)
        try StateDirectory.make(holders)
        slots = SlotFile(in: directory, holders: holders, boot: boot, time: time, notice: notice)
        // Before this process shows itself, since a process without a slot file looks like the loss of one.
        try slots.open()
        try Holder.sweep(holders)
        process = try Holder(in: holders, owner: owner)
    }

    /// What this process is called among the holders of slots.
    package var holderName: String { process.name }

    /// Lets the clients of an environment share slots, turns and changes with every other process.
    package func attach(to environment: inout ClientEnvironment) {
        environment.pacing = pacingStore()
        environment.holder = process.name
        environment.datasets = datasetQueue()
        environment.changes = lateChangeStore()
    }

    func lockPath(_ kind: String, _ name: String) throws -> String {
        try StateDirectory.make("\(directory)/locks")
        return "\(directory)/locks/\(LockFileName.of(kind, name))"
    }
}
