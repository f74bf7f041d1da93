/// The place of a task in the tree of tasks: `0`, `0.2`, `0.2.1`.
///
/// A script may spawn tasks inside tasks without end, so that the texts of all paths would grow with the square of the
/// depth. A long one is put together when it is asked for.
final class LuaTaskPath {
    // Confined to the interpreter's thread, as the tasks are that have it.
    private var parent: LuaTaskPath?
    private let segment: String
    /// The whole path, where it is short.
    private let short: String?

    private static let limit = 256

    /// The path of a task without a parent.
    init() {
        (parent, segment, short) = (nil, "0", "0")
    }

    init(_ segment: String, of parent: LuaTaskPath) {
        self.segment = segment
        if let text = parent.short, text.utf8.count + segment.utf8.count < Self.limit {
            short = text + "." + segment
            self.parent = nil
        } else {
            short = nil
            self.parent = parent
        }
    }

    deinit {
        // One after the other: by itself each would release the next from within its own release.
        var next = parent.take()
        while next != nil, isKnownUniquelyReferenced(&next) { next = next?.parent.take() }
    }

    /// The whole path.
    ///
    /// Costs its length, where that is more than some hundred characters.
    var text: String {
        if let short { return short }
        return segments(atMost: .max).joined(separator: ".")
    }

    /// For messages: of a long path only the end.
    var name: String {
        if let short { return short }
        return "…." + segments(atMost: 8).joined(separator: ".")
    }

    /// The last segments, or the whole path in parts.
    private func segments(atMost limit: Int) -> [String] {
        var parts: [String] = []
        var next: LuaTaskPath? = self
        while let path = next, parts.count < limit {
            parts.append(path.short ?? path.segment)
            next = path.short == nil ? path.parent : nil
        }
        return parts.reversed()
    }
}
