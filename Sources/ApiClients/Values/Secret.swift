/// A key that is never printed: not by string interpolation, not by `dump`, not by encoding.
public struct Secret: Sendable, Hashable {
    /// The text itself; call it only where the key leaves for the service.
    public let revealed: String

    /// Wraps a key.
    public init(_ text: String) {
        revealed = text
    }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Never the key.
    public var description: String { "<redacted>" }
    /// Never the key.
    public var debugDescription: String { "<redacted>" }
    /// Shows nothing to `dump`.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
