package import Timekeeping

/// Where ingestions into a dataset wait for each other, among all processes of a user, on one machine or on several,
/// and what is known of them.
///
/// A turn is held while something is prepared, sent or watched, and ends with the process. What was sent in it is
/// recorded and stays: the next owner of the turn first learns how that ended.
package struct DatasetQueue: Sendable {
    /// Names the boot whose clock the times of records are of; times of another boot mean nothing.
    package var boot: String
    /// Says who sends, such as `process 4711 (govscript run a.lua), since …`.
    package var sender: String
    /// Waits, until a moment, for the turn at a dataset of a host, first come, first served.
    ///
    /// Nil as soon as `isNeedless` says so of the record, which is looked at while waiting too.
    package var take:
        @Sendable (
            _ dataset: DatasetID, _ host: String, _ deadline: BootInstant,
            _ isNeedless: @escaping @Sendable (DatasetRecord) -> Bool
        ) async throws -> HeldTurn?

    /// Wraps a queue.
    package init(
        boot: String = "", sender: String = "",
        take:
            @escaping @Sendable (
                DatasetID, String, BootInstant, @escaping @Sendable (DatasetRecord) -> Bool
            ) async throws -> HeldTurn?
    ) {
        self.boot = boot
        self.sender = sender
        self.take = take
    }
}

/// The turn at a dataset, and the dataset's record, which only its holder changes.
package struct HeldTurn: Sendable {
    /// What is known of the uploads to the dataset.
    package var read: @Sendable () throws -> DatasetRecord
    /// Replaces the record; durable on this machine when it returns.
    package var write: @Sendable (DatasetRecord) throws -> Void
    /// Lets the next one in; calling it again does nothing.
    package var end: @Sendable () -> Void
    /// What other machines make of it; nil if they share no turns.
    package var shared: Shared?

    /// What a turn needs that machines share.
    package struct Shared: Sendable {
        /// Whether no other machine can have the turn now: the last look before a write, from any thread.
        package var mayLeave: @Sendable () -> Bool
        /// Waits until other machines find what was recorded, and the turn is good.
        ///
        /// - Throws: ``ApiError`` if another machine has the turn by now, or the record cannot be stored.
        package var confirm: @Sendable () async throws -> Void
        /// The same on the calling thread, which must be none of the concurrency pool's.
        package var confirmNow: @Sendable () throws -> Void

        /// Wraps a turn that machines share.
        package init(
            mayLeave: @escaping @Sendable () -> Bool, confirm: @escaping @Sendable () async throws -> Void,
            confirmNow: @escaping @Sendable () throws -> Void
        ) {
            self.mayLeave = mayLeave
            self.confirm = confirm
            self.confirmNow = confirmNow
        }
    }

    /// Wraps a turn.
    package init(
        read: @escaping @Sendable () throws -> DatasetRecord,
        write: @escaping @Sendable (DatasetRecord) throws -> Void, end: @escaping @Sendable () -> Void,
        shared: Shared? = nil
    ) {
        self.read = read
        self.write = write
        self.end = end
        self.shared = shared
    }
}
