public import LuaBridge

/// What became of a write whose answer is missing.
public enum Settlement<Result: Sendable>: Sendable {
    case happened(Result)
    case notHappened
    /// Cannot be told, for this reason; it must not be sent again.
    case unknown(String)
}

/// A write in three parts, so that it can be recorded before it is sent and questioned after.
///
/// `prepare` chooses everything and sends nothing that changes anything; `perform` carries the intent out; `settle`
/// asks whether an intent was carried out whose answer is missing. A write that must not overlap with others has them
/// all run `inTurn`.
public struct Write<
    Receiver: Sendable, Intent: Codable & Sendable, Output: Sendable, each Argument: Sendable
>: Sendable {
    let prepare: @Sendable (Receiver, repeat each Argument) async throws -> Intent
    let perform: @Sendable (Receiver, Intent) async throws -> Output
    let settle: @Sendable (Receiver, Intent) async throws -> Settlement<Output>
    let inTurn: (@Sendable (Receiver, @escaping WriteBody, repeat each Argument) async throws -> [LuaValue])?

    public init(
        prepare: @escaping @Sendable (Receiver, repeat each Argument) async throws -> Intent,
        perform: @escaping @Sendable (Receiver, Intent) async throws -> Output,
        settle: @escaping @Sendable (Receiver, Intent) async throws -> Settlement<Output>,
        inTurn: (@Sendable (Receiver, @escaping WriteBody, repeat each Argument) async throws -> [LuaValue])? = nil
    ) {
        self.prepare = prepare
        self.perform = perform
        self.settle = settle
        self.inTurn = inTurn
    }
}

/// A receiver of which there are several, so that the same call to another one is another write.
public protocol WriteSubject {
    var writeSubject: String { get }
}

/// What a write does in its turn: its parts, and what is recorded of them.
public typealias WriteBody = @Sendable () async throws -> [LuaValue]

/// One write that a script asked for, with its arguments bound.
public struct PendingWrite: Sendable {
    public let signature: Signature
    /// The task that asks, and which of its calls this is: together they name the step.
    public let task: LuaTaskContext
    /// What was asked for: the positional arguments, then the table of options as it was given.
    public let arguments: [LuaValue]
    /// What the function works on, where there are several of a kind: `forsg`.
    public let subject: String
    /// Chooses everything; sends nothing that changes anything.
    public let prepare: @Sendable () async throws -> any Codable & Sendable
    /// Carries out an intent that `prepare` made.
    public let perform: @Sendable (any Codable & Sendable) async throws -> [LuaValue]
    /// Asks whether such an intent was carried out.
    public let settle: @Sendable (any Codable & Sendable) async throws -> Settlement<[LuaValue]>
    /// Runs the parts while no other write is under way that must not overlap with this one; waits for its turn before.
    public let inTurn: @Sendable (@escaping WriteBody) async throws -> [LuaValue]
    /// Reads an intent back that was stored as JSON.
    public let decode: @Sendable (any Decoder) throws -> any Codable & Sendable
}

/// What stands between a script's write and the service: here a journal records it and a dry run stops it.
public struct WriteGate: Sendable {
    public let pass: @Sendable (PendingWrite) async throws -> [LuaValue]

    public init(_ pass: @escaping @Sendable (PendingWrite) async throws -> [LuaValue]) {
        self.pass = pass
    }

    /// Lets every write through.
    public static let open = WriteGate { write in
        try await write.inTurn { try await write.perform(try await write.prepare()) }
    }
}
