/// Where the names of a file's columns come from.
package enum CSVHeader: Sendable, Hashable {
    /// The file's first record.
    case first
    /// There are none: every record is data, and as long as the first.
    case none
    /// They are given, and the file's first record is data already.
    case names([String])
}

/// What is wrong with the names of columns, or nil.
func flaw(inColumns names: [String]) -> String? {
    if names.isEmpty { return "there are no columns" }
    var first: [String: Int] = [:]
    for (number, name) in zip(1..., names) {
        if name.isEmpty { return "column \(number) has no name" }
        if let other = first.updateValue(number, forKey: name) {
            return "columns \(other) and \(number) are both named '\(name)'"
        }
    }
    return nil
}

/// For messages.
func columnList(_ names: [String]) -> String {
    names.map { "'\($0)'" }.joined(separator: ", ")
}
