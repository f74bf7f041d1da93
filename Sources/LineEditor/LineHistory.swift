import CEdit
import FoundationEssentials

/// What was entered before: found again by the arrow keys and Ctrl-R, and kept from one time to the next.
package final class LineHistory {
    private let list: OpaquePointer?
    private let file: HistoryFile?
    private let mayKeep: (String) -> Bool
    private var last: String?

    /// A history that is kept in `folder`, which is made if need be; in memory only where it is nil.
    ///
    /// - Parameters:
    ///   - name: The file's name, a profile's for example.
    ///   - limit: How many entries are kept.
    ///   - mayKeep: Decides for every entry; see ``HistoryPolicy``.
    package init(
        in folder: String?, name: String = "history", limit: Int = 5_000,
        mayKeep: @escaping (String) -> Bool = HistoryPolicy.mayKeep
    ) {
        var failure: UnsafePointer<CChar>?
        list = cedit_load(&failure) ? cedit_history_open() : nil
        self.mayKeep = mayKeep
        if let folder {
            try? FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        }
        file = folder.map { HistoryFile(path: "\($0)/\(name)", limit: limit) }
        if let list { cedit_history_limit(list, Int32(clamping: limit)) }
        file?.trim()
        for entry in file?.entries().suffix(limit) ?? [] { remember(entry) }
    }

    deinit {
        if let list { cedit_history_close(list) }
    }

    /// Records an entry, which may have several lines, unless it must not be kept or repeats the one before.
    package func add(_ entry: String) {
        guard !entry.allSatisfy(\.isWhitespace), entry != last, mayKeep(entry) else { return }
        remember(entry)
        file?.append(entry)
    }

    private func remember(_ entry: String) {
        last = entry
        if let list { cedit_history_add(list, entry) }
    }

    /// Has an editor offer these entries.
    func attach(to editor: OpaquePointer) {
        if let list { cedit_set_history(editor, list) }
    }
}
