package import LuaBridge

/// What became of a write whose answer is missing.
package enum Settlement<Result: Sendable>: Sendable {
    case happened(Result)
    case notHappened
    /// Cannot be told, for this reason; it must not be sent again.
    case unknown(String)
}

/// A write in three parts, so that it can be recorded before it is sent and questioned after.
///
/// `prepare` chooses everything and sends nothing that changes anything; `perform` carries the intent out; `settle`
/// asks whether an intent was carried out whose answer is missing. A write that must not overlap with others, or whose
/// parts share one time, has them all run `inTurn`. An intent that was stored belongs to an earlier call: `resumed`
/// gives it what is this call's own, such as its time.
package struct Write<
    Receiver: Sendable, Intent: Codable & Sendable, Output: Sendable, each Argument: Sendable
>: Sendable {
    let prepare: @Sendable (Receiver, repeat each Argument) async throws -> Intent
    let perform: @Sendable (Receiver, Intent) async throws -> Output
    let settle: @Sendable (Receiver, Intent) async throws -> Settlement<Output>
    let inTurn: (@Sendable (Receiver, @escaping WriteBody, repeat each Argument) async throws -> [LuaValue])?
    let content: (@Sendable (Receiver, repeat each Argument) async throws -> String?)?
    let resumed: (@Sendable (Intent, repeat each Argument) -> Intent)?
    let traits: WriteTraits

    package init(
        prepare: @escaping @Sendable (Receiver, repeat each Argument) async throws -> Intent,
        perform: @escaping @Sendable (Receiver, Intent) async throws -> Output,
        settle: @escaping @Sendable (Receiver, Intent) async throws -> Settlement<Output>,
        inTurn: (@Sendable (Receiver, @escaping WriteBody, repeat each Argument) async throws -> [LuaValue])? = nil,
        content: (@Sendable (Receiver, repeat each Argument) async throws -> String?)? = nil,
        resumed: (@Sendable (Intent, repeat each Argument) -> Intent)? = nil,
        traits: WriteTraits = WriteTraits()
    ) {
        self.prepare = prepare
        self.perform = perform
        self.settle = settle
        self.inTurn = inTurn
        self.content = content
        self.resumed = resumed
        self.traits = traits
    }
}

/// What a durable run has to know of a kind of write.
package struct WriteTraits: Sendable {
    /// Whether the same call with other content takes the place of the one before.
    package var supersedes = false
    /// Whether it is repeated until it is answered, so that an error does not say that it was not done.
    package var isRepeatable = false
    /// Whether something follows it whose end matters, such as an ingestion.
    package var hasSequel = false

    package init(supersedes: Bool = false, isRepeatable: Bool = false, hasSequel: Bool = false) {
        self.supersedes = supersedes
        self.isRepeatable = isRepeatable
        self.hasSequel = hasSequel
    }
}

/// How a recorded write of one call and subject is looked up when the script does not ask for it any more.
package struct WriteSettler: Sendable {
    package let call: String
    package let subject: String
    /// Asks what became of an intent that is read from JSON.
    package let settle: @Sendable (any Decoder) async throws -> Settlement<[LuaValue]>
}

/// A receiver of which there are several, so that the same call to another one is another write.
package protocol WriteSubject {
    var writeSubject: String { get }
}

/// What a write does in its turn: its parts, and what is recorded of them.
package typealias WriteBody = @Sendable () async throws -> [LuaValue]

/// One write that a script asked for, with its arguments bound.
package struct PendingWrite: Sendable {
    package let signature: Signature
    /// The task that asks, and which of its calls this is: together they name the step.
    package let task: LuaTaskContext
    /// What was asked for: the positional arguments, then the table of options as it was given.
    package let arguments: [LuaValue]
    /// What the function works on, where there are several of a kind: `forsg`.
    package let subject: String
    /// Chooses everything; sends nothing that changes anything.
    package let prepare: @Sendable () async throws -> any Codable & Sendable
    /// Carries out an intent that `prepare` made.
    package let perform: @Sendable (any Codable & Sendable) async throws -> [LuaValue]
    /// Asks whether such an intent was carried out.
    package let settle: @Sendable (any Codable & Sendable) async throws -> Settlement<[LuaValue]>
    /// Runs the parts in the call's time, and while no other write is in progress that must not overlap with this one.
    package let inTurn: @Sendable (@escaping WriteBody) async throws -> [LuaValue]
    /// What is sent besides the arguments, in a few bytes: a file's SHA-256.
    ///
    /// Nil if it cannot be read any more.
    package let content: @Sendable () async throws -> String?
    package let traits: WriteTraits
    /// Reads an intent back that an earlier call of the same write stored as JSON.
    package let decode: @Sendable (any Decoder) throws -> any Codable & Sendable
}

/// What stands between a script's write and the service: here a journal records it and a dry run stops it.
package struct WriteGate: Sendable {
    package let pass: @Sendable (PendingWrite) async throws -> [LuaValue]
    /// Called for each function that may write, when a script gets it.
    package let register: @Sendable (WriteSettler) -> Void

    package init(
        register: @escaping @Sendable (WriteSettler) -> Void = { _ in },
        _ pass: @escaping @Sendable (PendingWrite) async throws -> [LuaValue]
    ) {
        self.register = register
        self.pass = pass
    }

    /// Lets every write through.
    package static let open = WriteGate { write in
        try await write.inTurn { try await write.perform(try await write.prepare()) }
    }
}
