import Hashing

/// One write of an item: known by what it asks for and what it sends, not by its place in the script.
///
/// ```swift
/// let step = Step(item, call: "links.create", service: "go", arguments: Array(SHA256.hash(arguments)), place: "0.1:2")
/// ```
///
/// Wrapping a call in a task, moving it or adding calls of other functions leaves the step the same.
public struct Step: Sendable, Hashable {
    /// The item that it belongs to.
    public let item: RunItem
    /// The call: `links.create`.
    public let call: String
    /// The service that it goes to: `go`; empty for a step that asks no service.
    public let service: String
    /// A hash of the arguments.
    ///
    /// Of any length; equal arguments must give equal bytes in every process.
    public let arguments: [UInt8]
    /// The SHA-256 of the file that it sends, in hex; empty where the arguments say all, or in a journal of version 1.
    public let content: String
    /// Its number among the equal steps of the item, from 1.
    public let occurrence: Int
    /// Where it was asked for first, task path and number: `0.1:2`.
    ///
    /// A hint for messages and for corrected rows.
    public let place: String
    /// Whether it makes something that stays when the item is done again, such as a link with a drawn name.
    public let isLasting: Bool

    /// Call, service, arguments and content in sixteen bytes, for the journal's index.
    let key: [UInt8]

    /// A step of an item: what a write does, not where in a script it stands.
    ///
    /// Two steps are the same if call, service, arguments, content and occurrence are.
    ///
    /// - Parameters:
    ///   - item: The item, as this pass found it.
    ///   - call: The call: `links.create`.
    ///   - service: The service that it goes to; empty for a step that asks none.
    ///   - arguments: A hash of the arguments.
    ///   - content: A digest of the file that it sends: `xxh3:` and hex digits; those of a SHA-256 alone in records of
    ///     earlier versions; empty where the arguments say all.
    ///   - occurrence: Its number among the equal steps of the item, from 1.
    ///   - place: Where it was asked for, as a hint for messages.
    ///   - isLasting: Whether it makes something that stays when the item is done again.
    public init(
        _ item: RunItem, call: String, service: String = "", arguments: [UInt8], content: String = "",
        occurrence: Int = 1, place: String = "", isLasting: Bool = false
    ) {
        self.item = item
        self.call = call
        self.service = service
        self.arguments = arguments
        self.content = content
        self.occurrence = occurrence
        self.place = place
        self.isLasting = isLasting
        key = Self.key(call: call, service: service, arguments: arguments, content: content)
    }

    /// The same step, which makes something that stays.
    ///
    /// Its record is kept when the item is done again, so that what it made is not made twice.
    public var lasting: Step {
        Step(
            item, call: call, service: service, arguments: arguments, content: content, occurrence: occurrence,
            place: place, isLasting: true)
    }

    static func key(call: String, service: String, arguments: [UInt8], content: String) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(call.utf8.count + service.utf8.count + arguments.count + content.utf8.count + 16)
        func append(_ part: some Collection<UInt8>) {
            // With the length in front, so that no two lists of parts read alike.
            withUnsafeBytes(of: UInt32(truncatingIfNeeded: part.count).littleEndian) { bytes.append(contentsOf: $0) }
            bytes.append(contentsOf: part)
        }
        append(call.utf8)
        append(service.utf8)
        append(arguments)
        append(content.utf8)
        return Array(SHA256.hash(bytes).prefix(16))
    }
}

/// How far a step of an item is.
///
/// The raw value is what journals hold.
package enum StepState: Int, Sendable, Hashable, Codable, CaseIterable {
    /// Its intent is recorded, its end is not.
    case intended = 0
    /// Done.
    case done = 1
    /// What it did cannot be known.
    case uncertain = 2
    /// Known not to have happened.
    case refused = 3

    /// Whether it may have happened without a record of its end.
    package var isOpen: Bool { self == .intended || self == .uncertain }
}
