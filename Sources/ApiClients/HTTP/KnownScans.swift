import Synchronization

/// What was found in files lately, so that a file that has not changed since is not read again.
///
/// Whether it has changed is told by its ``FileStamp``: by its identity, its size and the times of its last changes,
/// to the nanosecond. A file that changes while it is read is not remembered.
package final class KnownScans<Scan: Sendable>: Sendable {
    private struct Known {
        let name: String
        let stamp: FileStamp
        let scan: Scan
    }

    private let known = Mutex<[Known]>([])

    package init() {}

    /// What reading the file tells, now or a moment ago.
    ///
    /// - Parameters:
    ///   - name: What the scan calls the file; another name of the same file is read by itself.
    ///   - stamp: The file's stamp at the moment; nil for what has none, which is always read.
    ///   - reading: Reads the file. Two callers at once may both read it.
    /// - Throws: What `stamp` and `reading` throw.
    package func scan(
        _ name: String, stamp: () throws -> FileStamp?, reading: () async throws -> Scan
    ) async throws -> Scan {
        let before = try stamp()
        if let before {
            let scan = known.withLock { known in known.first { $0.stamp == before && $0.name == name }?.scan }
            if let scan { return scan }
        }
        let scan = try await reading()
        if let before, try stamp() == before {
            known.withLock { known in
                known.removeAll { $0.name == name }
                known.append(Known(name: name, stamp: before, scan: scan))
                // What scripts send at once: a scan of many columns takes some megabytes.
                if known.count > 4 { known.removeFirst() }
            }
        }
        return scan
    }
}
