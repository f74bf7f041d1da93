/// Where in a run a step is, and what it does.
public struct Step: Sendable, Hashable {
    /// The item that it belongs to.
    public let item: RunItem
    /// The path of the task inside the item's function: `0.2.1`.
    public let path: String
    /// Its number among the steps of that task.
    public let ordinal: Int
    /// The call: `links.create`.
    public let call: String
    /// A hash of the arguments.
    public let arguments: [UInt8]

    /// A step at a place of an item.
    public init(_ item: RunItem, path: String, ordinal: Int, call: String, arguments: [UInt8]) {
        self.item = item
        self.path = path
        self.ordinal = ordinal
        self.call = call
        self.arguments = arguments
    }

    /// How messages name its place: `step 2 of task 0.1`.
    var place: String { "step \(ordinal) of task \(path)" }
}
