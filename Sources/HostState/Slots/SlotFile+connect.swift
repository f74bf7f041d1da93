import ApiClients
import Glibc
import SQLite
import Timekeeping

extension SlotFile {
    /// The connection to the file that is at the path now, which may be another one than last time.
    ///
    /// Only to be called while the door is locked.
    func connect(_ state: inout State) throws -> Connection {
        let found = FileIdentity(path)
        if let connection = state.connection, connection.identity == found { return connection }
        let wasOpen = state.connection != nil
        state.connection = nil
        let now = time.now()
        var isLost = state.isLost
        let exists = found.map { !$0.isEmpty } ?? false
        if !exists {
            // An empty file, or other processes without one, show that there was one.
            isLost = isLost || wasOpen || found != nil || Holder.anyIn(holders)
            unlink(path + "-journal")
            try create()
        }
        // What this process sent in the last block time is unknown to a file that others began.
        let isRemembered = wasOpen && state.lastUse.map { now - $0 < SlotLedger.unknownPast } ?? false
        guard let identity = FileIdentity(path) else { throw HostStateError(cannot: "open", path, errno: errno) }
        let database = try Database(path: path, SlotSchema.options)
        try database.inTransaction {
            if try SlotSchema.prepare(database, path: path) { isLost = true }
            if isRemembered, !isLost { isLost = try !SlotFileLoss.isRecent(database, boot: boot, now: now) }
            if isLost { try SlotFileLoss.record(database, boot: boot, now: now) }
        }
        if isLost {
            let pause = SlotLedger.unknownPast.inWords
            notice("the pacing slots of all accounts were lost; nothing is sent for \(pause)")
        }
        state.isLost = false
        let connection = Connection(database: database, identity: identity)
        state.connection = connection
        return connection
    }

    /// Moves a damaged file aside, in the place of an earlier one, so that the next use begins a new file.
    func setAside(_ state: inout State, _ error: SQLiteError) throws {
        state.connection = nil
        state.isLost = true
        let aside = "\(directory)/slots-damaged.sqlite"
        guard rename(path, aside) == 0 || errno == ENOENT else {
            throw HostStateError(cannot: "move the damaged file", path, errno: errno)
        }
        unlink(aside + "-journal")
        rename(path + "-journal", aside + "-journal")
        notice("\(path) was damaged (\(error.message)) and is now \(aside)")
    }

    private func create() throws {
        let descriptor = Glibc.open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw HostStateError(cannot: "make", path, errno: errno) }
        close(descriptor)
    }
}
