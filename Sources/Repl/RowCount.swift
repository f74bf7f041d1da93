import Catalogue
import TerminalText

/// What the rows of a table are called, and how many of them are on the screen.
struct RowCount {
    /// The record of the rows where the call that gave them declares it, `links.Link`.
    private var record: String?
    /// How many there are in all, where the call says so.
    private(set) var total: Int?

    init() {}

    /// What a call's declaration says of its list; nothing for other results.
    ///
    /// - Parameter count: The result that its declaration calls `count`.
    init(of signature: Signature?, count: Int?) {
        guard let result = signature?.result, result.type.hasSuffix("[]"), let record = result.record else { return }
        self.record = record
        total = count
    }

    /// What is shown in place of an empty list.
    var none: String? {
        guard record != nil else { return nil }
        guard let total, total > 0 else { return "no \(noun(2))" }
        return "no \(noun(2)) here, \(total.grouped) in all"
    }

    /// The line below a table; nil where it would say nothing new.
    ///
    /// - Parameters:
    ///   - shown: Rows on the screen.
    ///   - count: Rows of the list.
    func line(shown: Int, of count: Int) -> String? {
        let total = max(total ?? count, count)
        if shown == total { return self.total == nil ? nil : "\(total.grouped) \(noun(total))" }
        if shown == count || count == total { return "\(shown.grouped) of \(total.grouped) \(noun(total))" }
        return "\(shown.grouped) of \(count.grouped) \(noun(count)) in this list, \(total.grouped) in all"
    }

    /// `links`, `1 link`; `rows` where no more is known.
    private func noun(_ count: Int) -> String {
        let name = record.map { String($0.split(separator: ".").last ?? "row").lowercased() } ?? "row"
        return count == 1 ? name : name + "s"
    }
}
