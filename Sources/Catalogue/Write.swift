import FoundationEssentials
package import LuaBridge

/// A write in three parts, so that it can be recorded before it is sent and questioned after.
///
/// `prepare` chooses everything and sends nothing that changes anything; `perform` carries the intent out; `settle`
/// asks whether an intent was carried out whose answer is missing. A write that must not overlap with others has them
/// all run `inTurn`. Only the intent is stored: what is a call's own, such as its timeout, is given to each part, so
/// that a resumed write has the time of the call that resumes it. All parts of one call share that time.
///
/// ```swift
/// Write(
///     prepare: { links, naming, url, name, _ in
///         try links.client.prepareCreate(url, as: name.map { .given($0) } ?? NameChoice(naming))
///     },
///     perform: { links, intent, sending in try await links.client.perform(intent, within: sending.time) },
///     settle: { links, intent, time in try await links.client.settle(intent, within: time) },
///     timeout: { _, _, timeout in timeout },
///     drawsName: { _, name, _ in name == nil })
/// ```
package struct Write<
    Receiver: Sendable, Intent: Codable & Sendable, Output: Sendable, each Argument: Sendable
>: Sendable {
    let prepare: @Sendable (Receiver, Naming, repeat each Argument) async throws -> Intent
    let perform: @Sendable (Receiver, Intent, Sending) async throws -> Output
    let settle: @Sendable (Receiver, Intent, TimeAllowed?) async throws -> Settlement<Output>
    let timeout: (@Sendable (repeat each Argument) -> Duration?)?
    let drawsName: (@Sendable (repeat each Argument) -> Bool)?
    let inTurn: (@Sendable (Receiver, @escaping WriteBody, repeat each Argument) async throws -> [LuaValue])?
    let content: (@Sendable (Receiver, ContentForm, repeat each Argument) async throws -> String?)?
    let check: (@Sendable (Receiver, repeat each Argument) async throws -> Void)?
    let traits: WriteTraits

    /// - Parameters:
    ///   - prepare: Chooses everything, a name that the caller has left open by its ``Naming``.
    ///   - perform: Sends an intent.
    ///   - settle: Asks whether an intent was carried out, within a time.
    ///   - timeout: How long a call with these arguments may take; nil for the service's own time.
    ///   - drawsName: Whether a call with these arguments leaves a name open.
    ///   - inTurn: Runs the parts while no other write is in progress that must not overlap.
    ///   - content: What is sent besides the arguments, in a few bytes.
    ///   - check: Finds what is wrong on this machine, such as a file that is missing; before anything is waited for or
    ///     asked, and not of a write that was sent before.
    ///   - traits: What a durable run has to know.
    package init(
        prepare: @escaping @Sendable (Receiver, Naming, repeat each Argument) async throws -> Intent,
        perform: @escaping @Sendable (Receiver, Intent, Sending) async throws -> Output,
        settle: @escaping @Sendable (Receiver, Intent, TimeAllowed?) async throws -> Settlement<Output>,
        timeout: (@Sendable (repeat each Argument) -> Duration?)? = nil,
        drawsName: (@Sendable (repeat each Argument) -> Bool)? = nil,
        inTurn: (@Sendable (Receiver, @escaping WriteBody, repeat each Argument) async throws -> [LuaValue])? = nil,
        content: (@Sendable (Receiver, ContentForm, repeat each Argument) async throws -> String?)? = nil,
        check: (@Sendable (Receiver, repeat each Argument) async throws -> Void)? = nil,
        traits: WriteTraits = WriteTraits()
    ) {
        self.prepare = prepare
        self.perform = perform
        self.settle = settle
        self.timeout = timeout
        self.drawsName = drawsName
        self.inTurn = inTurn
        self.content = content
        self.check = check
        self.traits = traits
    }

    /// The parts with an intent bound, and results as scripts get them.
    func bind(
        _ intent: Intent, to receiver: Receiver, within time: TimeAllowed?,
        values: @escaping @Sendable (Output) -> [LuaValue]
    ) -> PreparedWrite<[LuaValue]> {
        PreparedWrite(
            intent: { try StoredIntent.encode(intent) },
            perform: { wasInDoubt in
                values(try await perform(receiver, intent, Sending(within: time, wasInDoubt: wasInDoubt)))
            },
            settle: { try await settle(receiver, intent, time).map(values) })
    }
}

/// How intents are stored.
enum StoredIntent {
    /// An intent as JSON, with the keys in order.
    static func encode(_ intent: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(intent), as: UTF8.self)
    }

    /// The intent in a JSON text of this version or of an earlier one.
    ///
    /// - Throws: `DecodingError` if it is no such intent.
    static func decode<Intent: Decodable>(_ type: Intent.Type, from text: String) throws -> Intent {
        try JSONDecoder().decode(Envelope<Intent>.self, from: Data(text.utf8)).intent
    }

    /// Earlier versions stored the call's timeout beside the intent: `{"intent": {…}, "timeout": 120}`.
    private struct Envelope<Intent: Decodable>: Decodable {
        private enum Key: CodingKey { case intent }

        let intent: Intent

        init(from decoder: any Decoder) throws {
            if let container = try? decoder.container(keyedBy: Key.self), container.contains(.intent) {
                intent = try container.decode(Intent.self, forKey: .intent)
            } else {
                intent = try Intent(from: decoder)
            }
        }
    }
}

/// How a recorded write of one call and subject is looked up when the script does not ask for it any more.
package struct WriteSettler: Sendable {
    package let call: String
    package let subject: String
    /// Asks what became of an intent that was stored as JSON.
    package let settle: @Sendable (String) async throws -> Settlement<[LuaValue]>

    /// The service that the writes go to, as scripts name it.
    package var service: String { Self.service(call, subject) }

    /// A receiver's name, or the module of the function where it has one service.
    fileprivate static func service(_ call: String, _ subject: String) -> String {
        subject.isEmpty ? String(call.prefix { $0 != "." }) : subject
    }
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
    /// Whether the caller has left a name open, so that ``prepare`` takes it from its ``Naming``.
    package let drawsName: Bool
    /// Chooses everything; sends nothing that changes anything.
    package let prepare: @Sendable (Naming) async throws -> PreparedWrite<[LuaValue]>
    /// The write with an intent that an earlier call of it stored as JSON; throws `DecodingError` for any other text.
    package let stored: @Sendable (String) throws -> PreparedWrite<[LuaValue]>
    /// Runs the parts while no other write is in progress that must not overlap with this one; nil if any may.
    package let inTurn: (@Sendable (@escaping WriteBody) async throws -> [LuaValue])?
    /// What is sent besides the arguments, in a few bytes: a digest of a file.
    ///
    /// Nil if it cannot be read any more.
    package let content: @Sendable (ContentForm) async throws -> String?
    /// Finds what is wrong on this machine; waits for nothing and sends nothing.
    package let check: @Sendable () async throws -> Void
    package let traits: WriteTraits

    /// The service that it goes to, as scripts name it.
    package var service: String { WriteSettler.service(signature.name, subject) }

    /// Prepares and sends it, recorded nowhere.
    package func send() async throws -> [LuaValue] {
        try await check()
        guard let inTurn else { return try await prepare(.random).perform(false) }
        return try await inTurn { try await prepare(.random).perform(false) }
    }
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
    package static let open = WriteGate { try await $0.send() }
}
