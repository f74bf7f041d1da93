extension RunStore {
    /// Every run, or every one of a profile, by profile and file name; also those that cannot be opened, with why.
    ///
    /// Opens each file. What else lies in the folders is passed over, links included.
    package func runs(profile: String? = nil) throws -> [StoredRun] {
        let folders = try profile.map { [RunFileName.folder(ofProfile: $0)] } ?? Folder.names(in: directory)
        return try folders.flatMap { folder -> [StoredRun] in
            let path = "\(directory)/\(folder)"
            guard case .folder = try JournalPaths.kind(of: path), let names = try? Folder.names(in: path) else {
                return []
            }
            // A mark without its journal is a run too: one whose journal is gone.
            let bases = Set(
                names.compactMap { name in
                    [".sqlite", ".mark"].first { name.hasSuffix($0) }.map { String(name.dropLast($0.count)) }
                })
            return bases.sorted().map { StoredRun(JournalPaths(base: "\(path)/\($0)")) }
        }
    }

    /// The names of all runs whose marks can be read, in no order.
    ///
    /// Opens no journal: a millisecond or two for a hundred runs.
    package func names() throws -> Set<String> {
        var found: Set<String> = []
        for folder in try Folder.names(in: directory) {
            let path = "\(directory)/\(folder)"
            guard case .folder = try JournalPaths.kind(of: path), let names = try? Folder.names(in: path) else {
                continue
            }
            for name in names where name.hasSuffix(".mark") {
                guard let identity = try? DurableMark.read("\(path)/\(name)")?.identity else { continue }
                found.insert(identity.identity.title)
            }
        }
        return found
    }
}

extension StoredRun {
    init(_ paths: JournalPaths) {
        self.paths = paths
        do {
            let summary = try JournalReader(JournalFile(paths: paths), .cheap).summary()
            identity = summary.identity
            self.summary = .success(summary)
        } catch {
            identity = try? DurableMark.read(paths.mark)?.identity?.identity
            summary = .failure(error as? JournalError ?? JournalError(.unusable, "\(paths.database): \(error)"))
        }
    }

    /// A run that only other hosts have.
    init(_ shared: SharedRunSummary, _ paths: JournalPaths) {
        self.paths = paths
        self.shared = shared
        identity = shared.identity
        summary = .success(shared.summary)
        lacksRows = true
    }

    /// The run as one that hosts share.
    func shared(_ shared: SharedRunSummary, lacksRows: Bool) -> StoredRun {
        var run = self
        run.shared = shared
        run.lacksRows = lacksRows
        if lacksRows { run.summary = .success(shared.summary) }
        return run
    }
}

/// A run that is on the disk, readable or not, or that other hosts have.
package struct StoredRun: Sendable {
    /// Which run it is; nil if not even that can be read.
    package let identity: RunIdentity?
    /// What it holds, or why it cannot be opened; without failures and steps if ``lacksRows``.
    package private(set) var summary: Result<RunSummary, JournalError>
    /// What hosts share of it; nil if it is not shared, or if that was not asked for.
    package private(set) var shared: SharedRunSummary?
    /// Whether other hosts have what this one has not: all of the run, or what was recorded last.
    package private(set) var lacksRows = false
    let paths: JournalPaths

    /// The path of its SQLite file.
    package var path: String { paths.database }
}
