import Glibc
import SystemFiles

/// Starts that other machines are to know of: each is marked until they have it, so that a later start of this machine
/// brings what an earlier one could not.
extension StartRecordStore {
    /// Notes that other machines are to have the record of a start.
    ///
    /// - Throws: ``RecordError``
    package func owePublication(of id: String) throws(RecordError) { try mark(folder.files(id).unpublished) }

    /// Notes that they have it; harmless if it was not owed.
    package func settlePublication(of id: String) { unlink(folder.files(id).unpublished) }

    /// The starts that have ended and that other machines do not have, the earliest first.
    ///
    /// - Throws: ``RecordError``
    package func unpublished(limit: Int) throws(RecordError) -> [StartRecord] {
        let listing = try folder.list()
        // Those that are still running bring their own.
        let ids = Set(listing.unpublished).subtracting(listing.open).sorted().prefix(limit)
        return try records(of: Set(ids), in: listing).sorted { ($0.started, $0.id) < ($1.started, $1.id) }
    }

    /// Names these records among those of other machines: made once, of random letters.
    ///
    /// - Throws: ``RecordError``
    package var name: String {
        get throws(RecordError) {
            try folder.make()
            let path = "\(directory)/name"
            if let name = knownName { return name }
            let letters = Array("abcdefghjkmnpqrstuvwxyz23456789")
            let name = String((0..<12).map { _ in letters[Int.random(in: letters.indices)] })
            let new = "\(path).\(getpid()).new"
            do throws(SystemError) {
                try WholeFile.replace(new, with: Array(name.utf8), isPrivate: true)
            } catch {
                throw RecordError(cannot: "write", new, error)
            }
            // Of two processes that make one at once the first counts.
            _ = link(new, path)
            unlink(new)
            guard let name = knownName else { throw RecordError(cannot: "read", path) }
            return name
        }
    }

    /// The ``name``, if it was made.
    package var knownName: String? {
        let descriptor = Glibc.open("\(directory)/name", O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        guard let bytes = try? FileBytes.all(of: descriptor, limit: 64), bytes.count == 12 else { return nil }
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// What both kinds of marks have in common.
extension StartRecordStore {
    /// Makes an empty file.
    func mark(_ path: String) throws(RecordError) {
        let descriptor = Glibc.open(path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw RecordError(cannot: "create", path) }
        close(descriptor)
    }

    /// The records of some starts that have ended, in no order.
    func records(of ids: Set<String>, in listing: RecordFolder.Listing) throws(RecordError) -> [StartRecord] {
        var ids = ids
        var found: [StartRecord] = []
        for (id, code) in listing.done where ids.contains(id) {
            guard case .record(let record) = folder.ended(id, code) else { continue }
            ids.remove(id)
            found.append(record)
        }
        if !ids.isEmpty, let database = try RecordDatabase.open(in: directory, isReadOnly: true, notice: notice) {
            for id in ids { if let record = try database.record(id) { found.append(record) } }
        }
        return found
    }

    /// Removes the marks of starts that have no record any more.
    func dropLostMarks() throws(RecordError) {
        let listing = try folder.list()
        guard !listing.alerts.isEmpty || !listing.unpublished.isEmpty else { return }
        let known = Set(try records().map(\.id))
        for id in listing.alerts where !known.contains(id) { settleAlert(of: id) }
        for id in listing.unpublished where !known.contains(id) { settlePublication(of: id) }
    }
}
