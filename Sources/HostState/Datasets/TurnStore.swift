package import Timekeeping

/// Where machines share the turns at datasets; see ``HostState/share(turnsFrom:)``.
package struct TurnStore: Sendable {
    /// Waits for the turn at a subject until a moment.
    ///
    /// The caller has the lock that keeps other processes of this machine away. Nil as soon as `isNeedless` says so of
    /// the text that is stored.
    package var take:
        @Sendable (
            _ subject: String, _ end: BootInstant, _ isNeedless: @escaping @Sendable (String) -> Bool
        ) async throws -> SharedTurn?

    /// A store.
    ///
    /// - Parameter take: See ``take``; throws ``SharedTurnFailure``, or `CancellationError` if its task is cancelled.
    package init(
        take:
            @escaping @Sendable (
                String, BootInstant, @escaping @Sendable (String) -> Bool
            ) async throws -> SharedTurn?
    ) {
        self.take = take
    }
}

/// The turn of this machine at one subject, and the text that is kept of it for all.
///
/// The calls that wait throw ``SharedTurnFailure``.
package struct SharedTurn: Sendable {
    /// The text that was stored when the turn was taken; nil if none was.
    package var found: String?
    /// Whether that is for certain the last that was ever stored.
    package var isLast: Bool
    /// Whether no other machine can have the turn now: the last look before a write, from any thread.
    package var isUsable: @Sendable () -> Bool
    /// Whether another machine has, or may have had, the turn since.
    package var isOver: @Sendable () -> Bool
    /// Has a text stored soon, in place of all before it.
    package var store: @Sendable (String) -> Void
    /// Waits until the last text is stored and the turn is good.
    package var confirm: @Sendable () async throws -> Void
    /// The same on the calling thread, which must be none of the concurrency pool's.
    package var confirmNow: @Sendable () throws -> Void
    /// Ends the turn when the last text is stored, and calls back then.
    package var giveBack: @Sendable (@escaping @Sendable () -> Void) -> Void

    /// A turn.
    package init(
        found: String?, isLast: Bool, isUsable: @escaping @Sendable () -> Bool, isOver: @escaping @Sendable () -> Bool,
        store: @escaping @Sendable (String) -> Void, confirm: @escaping @Sendable () async throws -> Void,
        confirmNow: @escaping @Sendable () throws -> Void,
        giveBack: @escaping @Sendable (@escaping @Sendable () -> Void) -> Void
    ) {
        self.found = found
        self.isLast = isLast
        self.isUsable = isUsable
        self.isOver = isOver
        self.store = store
        self.confirm = confirm
        self.confirmNow = confirmNow
        self.giveBack = giveBack
    }
}

/// Why a turn that machines share cannot be had, or has ended.
package enum SharedTurnFailure: Error, Sendable, Hashable {
    /// A process on another machine still has it.
    case held(place: String)
    /// A process on another machine has taken it over, or may have had it meanwhile.
    case overtaken(place: String)
    /// The store could not be reached for as long as it is waited for.
    case store(String, hint: String?)
}
