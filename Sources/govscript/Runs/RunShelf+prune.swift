import ApiClients
import RunJournal
import Timekeeping

extension RunShelf {
    /// Deletes the runs that were last active before a moment and are finished, and that no process is running; what
    /// cannot be deleted is left for another time.
    static func prune(before moment: ServiceInstant) {
        let shelf = SharedShelf.find(nil, isQuiet: true)
        // Runs that machines share are left alone while their database is away.
        do { if shelf == nil, try SharedShelf.setting(of: nil) != nil { return } } catch { return }
        for entry in (try? entries(with: shelf)) ?? [] where entry.isInactive(since: moment) {
            // What another machine has, or may be working on, would have to be waited for.
            // Without one of its parts, a run would do that part's items again.
            let isWhole = entry.run.identity?.part == nil
            guard isWhole, !entry.run.lacksRows, entry.run.shared?.owner == nil else { continue }
            guard (try? entry.requireFinished()) != nil else { continue }
            try? entry.forget()
        }
    }
}

extension RunShelf.Entry {
    /// Whether it can be read, nothing was recorded of it since a moment, and no process is running it.
    func isInactive(since moment: ServiceInstant) -> Bool {
        guard case .success = run.summary else { return false }
        return run.activity < moment.secondsSince1970 && owner() == nil
    }

    /// Refuses a run that something is left of to be done: items, or the rest of its input.
    ///
    /// - Throws: ``ApiError`` of kind `usage`.
    func requireFinished() throws {
        try requireSettled()
        guard try !reader().lastPassWasWhole else { return }
        throw ApiError(.usage, "its last pass did not reach the end of its input")
    }

    /// Refuses a run of which more may have been sent than is known.
    ///
    /// - Throws: ``ApiError`` of kind `usage`.
    func requireSettled() throws {
        guard case .success(let summary) = run.summary else {
            throw ApiError(
                .usage, "the run's record cannot be read, and may contain uncertain items",
                hint: "Save what can be read with govscript runs export; --force deletes the record anyway.")
        }
        let hint = "Without the record it is not known what was sent; --force deletes it anyway."
        let open = (summary.items[.pending] ?? 0) + (summary.items[.uncertain] ?? 0)
        guard open == 0 else {
            throw ApiError(
                .usage, "\(open) item\(open == 1 ? " is" : "s are") unfinished or uncertain", hint: hint)
        }
        // Of any item: one that failed, or that is in no count any more, may have sent something.
        let steps = try reader().openSteps().values.reduce(0, +)
        guard steps == 0 else {
            throw ApiError(
                .usage,
                "\(steps) write\(steps == 1 ? "" : "s") may have been sent; the outcome is not recorded",
                hint: hint)
        }
    }
}
