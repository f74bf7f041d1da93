package import Facts

/// The task that asks for a write, as far as the write needs it.
package protocol WritingTask: AnyObject, Sendable {
    /// The task's place in the tree of tasks: `0.2.1`.
    var path: String { get }
    /// What it waits for now, in words.
    var status: String { get set }
    /// Calls `release` once when no other task of a tree can continue by itself.
    func hold(until root: String, isStill release: @escaping @Sendable () -> Void) -> UInt64
    /// Takes back what ``hold(until:isStill:)`` asked for; harmless when it was released.
    func endHold(_ number: UInt64)
}

/// One write that a script asks for, as the gate sees it: what it is, its parts, and how its results are stored.
package struct RecordableWrite<Output: Sendable>: Sendable {
    /// The function: `links.create`.
    package var call: String
    /// The service that it goes to, as scripts name it: `go`.
    package var service: String
    /// A digest of the arguments, without what does not make it another write, such as its timeout.
    package var arguments: [UInt8]
    /// The call as a script would write it.
    package var words: @Sendable () -> String
    /// The task that asks.
    package var task: any WritingTask
    package var traits: WriteTraits
    /// Whether the caller has left a name open.
    package var drawsName: Bool
    /// What is sent besides the arguments, in a few bytes; nil if it cannot be read any more.
    package var content: @Sendable (ContentForm) async throws -> String?
    /// Finds what is wrong on this machine; waits for nothing and sends nothing.
    package var check: @Sendable () async throws -> Void
    /// Runs the parts while no other write is in progress that must not overlap with this one.
    package var inTurn: @Sendable (@escaping @Sendable () async throws -> Output) async throws -> Output
    /// Chooses everything; sends nothing that changes anything.
    package var prepare: @Sendable (Naming) async throws -> PreparedWrite<Output>
    /// The write with an intent that an earlier call of it stored.
    package var stored: @Sendable (String) throws -> PreparedWrite<Output>
    /// Results as JSON.
    package var encode: @Sendable (Output) throws -> String
    /// Results from JSON; nil of a step that a person has closed as done.
    package var decode: @Sendable (String?) throws -> Output
    /// The receipt by which what follows the write is known; nil if there is none.
    package var receipt: @Sendable (Output) -> String?

    /// A write of all its parts.
    package init(
        call: String, service: String, arguments: [UInt8], words: @escaping @Sendable () -> String,
        task: any WritingTask, traits: WriteTraits = WriteTraits(), drawsName: Bool = false,
        content: @escaping @Sendable (ContentForm) async throws -> String? = { _ in "" },
        check: @escaping @Sendable () async throws -> Void = {},
        inTurn: @escaping @Sendable (@escaping @Sendable () async throws -> Output) async throws -> Output = {
            try await $0()
        },
        prepare: @escaping @Sendable (Naming) async throws -> PreparedWrite<Output>,
        stored: @escaping @Sendable (String) throws -> PreparedWrite<Output>,
        encode: @escaping @Sendable (Output) throws -> String,
        decode: @escaping @Sendable (String?) throws -> Output,
        receipt: @escaping @Sendable (Output) -> String? = { _ in nil }
    ) {
        self.call = call
        self.service = service
        self.arguments = arguments
        self.words = words
        self.task = task
        self.traits = traits
        self.drawsName = drawsName
        self.content = content
        self.check = check
        self.inTurn = inTurn
        self.prepare = prepare
        self.stored = stored
        self.encode = encode
        self.decode = decode
        self.receipt = receipt
    }
}
