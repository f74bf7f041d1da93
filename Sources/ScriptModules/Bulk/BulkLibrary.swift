import ApiClients
import Catalogue
import DurableRuns
import LuaBridge
import RunJournal
import TerminalText

/// The functions of which `bulk.lua` makes its loop, as it calls them; their arguments are checked there.
///
/// Each is declared as `name(arguments) → results`. A run and an item are objects; an error ends the loop unless it is
/// caught.
struct BulkLibrary: Sendable {
    let runs: BulkRuns
    let services: Services

    /// All of them, by name.
    var functions: [LuaFunction] {
        [
            source, seen, missing, invisible, warn, fault, open, take, bad, begin, settle, finish, stopping, complete,
            openSingle, result, close, lookup, record, failed,
        ] + BulkSharing(runs: runs).functions
    }

    // What the items are.

    /// `source(items)` → rows, rows, keys, columns: two iterators over the rows of the file behind `csv.rows` or
    /// `xlsx.rows`, the first for looking the file over, what remembers its keys, and its columns in order; nothing for
    /// another iterator.
    private var source: LuaFunction {
        LuaFunction("source") { call in
            guard let source = call.function(at: 1)?.origin as? any RereadableRows else { return .nothing }
            return .values([
                .object(LuaObjectReference(try source.rows())), .object(LuaObjectReference(try source.rows())),
                .object(LuaObjectReference(SeenKeys())), source.columns.lua,
            ])
        }
    }

    /// `seen(keys, key, place)` → first: remembers a key; the place where it came before, or nil.
    private var seen: LuaFunction {
        LuaFunction("seen") { call in
            let seen = try call.object(SeenKeys.self, at: 1)
            guard let first = seen.note(try call.string(at: 2), at: try call.string(at: 3)) else { return .nothing }
            return .values([.string(first)])
        }
    }

    /// `missing(item, column, place)` → words: says that an item has no such column; `place` may be nil.
    private var missing: LuaFunction {
        LuaFunction("missing") { call in
            var words = MissingColumn.words([try call.string(at: 2)], in: try call.value(at: 1), for: "the key")
            if case .string(let place) = try call.value(at: 3) { words = "\(place): \(words)" }
            return .values([.string(words)])
        }
    }

    /// `invisible(text)` → words: the first character of a text that cannot be seen; nil if there is none.
    private var invisible: LuaFunction {
        LuaFunction("invisible") { call in
            guard case .string(let text) = try call.value(at: 1) else { return .values([.nil]) }
            let odd = LookAlike.firstInvisible(in: text)
            return .values([odd.map { .string($0.placed) } ?? .nil])
        }
    }

    /// `warn(name, faults)`: says what is wrong with the items of a run, where the others are processed.
    private var warn: LuaFunction {
        LuaFunction("warn") { call in
            let name = try call.string(at: 1)
            let faults = try [String](lua: call.value(at: 2))
            let count = "\(faults.count) problem\(faults.count == 1 ? "" : "s")"
            runs.console.line("warning: \(name): \(count) with the items; the other items are processed")
            for fault in faults.prefix(RunDisplay.mostListed) { runs.console.line("  - \(fault)") }
            if faults.count > RunDisplay.mostListed {
                let more = runs.dryRun == nil ? ": \(RunAdvice.commands.showFailures(name))" : ""
                runs.console.line("  … and \(faults.count - RunDisplay.mostListed) more\(more)")
            }
            return .nothing
        }
    }

    /// `fault(message, details)`: raises an error about the items; `details` are its reasons, or nil.
    private var fault: LuaFunction {
        LuaFunction("fault") { call in
            var error = ScriptError(.data, "bulk.each: \(try call.string(at: 1))", call: "bulk.each")
            error.details = (try? [String](lua: call.value(at: 2))) ?? []
            throw error
        }
    }

    // The loop.

    /// `open(name, settings, total, columns)` → run, is_shared: opens a run with the settings that the check of the
    /// arguments has given, and takes its lock; `total` is how many items there are, `columns` those of their source,
    /// or nil; `is_shared` is whether other machines may have some of its items.
    private var open: LuaFunction {
        LuaFunction("open") { call in
            let name = try call.string(at: 1)
            try refuseInside(call, name)
            let run = try runs.open(
                name, try call.object(BulkSettings.self, at: 2), total: try Int?(lua: call.value(at: 3)),
                columns: try [String]?(lua: call.value(at: 4)) ?? [], services.uses().mapValues(\.now))
            return .values([.object(LuaObjectReference(run)), .boolean(run.run.share != nil)])
        }
    }

    /// `take(run, item, key, place)` → entry, context: the item if it is to be done now, else nothing.
    ///
    /// The context is what its function is given beside the item. `key` is nil where the content names the item.
    private var take: LuaFunction {
        LuaFunction("take") { call in
            let loop = try call.object(BulkRun.self, at: 1)
            let run = loop.run
            let content = try call.value(at: 2)
            let taken = try run.take(
                digest: ContentDigest.of([content]), key: try Self.key(call), place: try call.string(at: 4),
                cells: loop.cells(of: content, call))
            guard case .work(let item) = taken else { return .nothing }
            let context = ItemContext(
                key: item.record.key, place: item.record.place ?? "", run: run.name,
                previous: try item.previous.map(RecordedValue.decode) ?? .nil)
            return .values([.object(LuaObjectReference(BulkItem(item, content))), context.lua])
        }
    }

    /// `bad(run, item, place, problem, is_listed, key)`: records a row that cannot be an item as one that failed.
    ///
    /// Raises the problem where such rows end the run, or where it is no fault of the row's. `key` is nil of a row
    /// whose key is to blame.
    private var bad: LuaFunction {
        LuaFunction("bad") { call in
            let loop = try call.object(BulkRun.self, at: 1)
            let (content, problem) = (try call.value(at: 2), try call.value(at: 4))
            let isRecorded = try loop.run.fail(
                digest: ContentDigest.of([content]), place: try call.string(at: 3),
                RecordedError(problem, advise: runs.advise),
                isListed: try call.value(at: 5) == true, key: try String?(lua: call.value(at: 6)),
                cells: loop.cells(of: content, call))
            guard isRecorded else { throw RaisedAgain(luaErrorValue: problem) }
            return .nothing
        }
    }

    /// `begin(entry, segment)` → path: the path of the task that is about to be made with `segment` for the item's
    /// function; what that task writes is the item's.
    ///
    /// Before the task is made: the calling task may be preempted at any moment, and the item's then runs.
    private var begin: LuaFunction {
        LuaFunction("begin") { call in
            let path = "\(call.taskPath ?? "").\(try call.string(at: 2))"
            try call.object(BulkItem.self, at: 1).item.begin(at: path)
            return .values([.string(path)])
        }
    }

    /// `settle(entry)`: finds out what became of writes of earlier passes that the item's function has not asked for.
    private var settle: LuaFunction {
        LuaFunction("settle") { call in
            let item = try call.object(BulkItem.self, at: 1).item
            guard try item.hasUnsettledSteps else { return .nothing }
            return .wait(
                .operation("looking up a write") { _ in
                    try await RecordedWrite.for(item) { try await item.settleEarlierSteps() }
                    return []
                })
        }
    }

    /// `finish(entry, ok, value)` → ends_run: records how an item's function ended, with its result or its error.
    private var finish: LuaFunction {
        LuaFunction("finish") { call in
            let entry = try call.object(BulkItem.self, at: 1)
            let run = entry.item.run
            let value = Result { try call.value(at: 3) }
            let ending = ItemEnding(
                hasReturned: try call.value(at: 2) == true, value, of: entry.content, program: run.runs.program,
                advise: runs.advise)
            return .values([.boolean(try run.finish(entry.item, ending))])
        }
    }

    /// `stopping(run)` → boolean: whether no further item may be begun.
    private var stopping: LuaFunction {
        LuaFunction("stopping") { call in
            .values([.boolean(try call.object(BulkRun.self, at: 1).run.isStopping)])
        }
    }

    /// `complete(run, ok)` → report, text: the loop is over, at the end of the items or by an error; closes the run and
    /// reports on it.
    private var complete: LuaFunction {
        LuaFunction("complete") { call in
            let loop = try call.object(BulkRun.self, at: 1)
            let run = loop.run
            let isComplete = try call.value(at: 2) == true
            // The part of a shared run is closed by then.
            if run.share == nil { try run.end(isComplete: isComplete, runs.console) }
            run.finishedSharing()
            let report = BulkReport(run, services.uses(since: loop.uses))
            run.close()
            return .values([BulkReport.shape.table(report), .string(report.text)])
        }
    }

    // A function that is a run of its own.

    /// `open_single(name)` → run: opens the run of a `bulk.once` outside of an item.
    private var openSingle: LuaFunction {
        LuaFunction("open_single") { call in
            let name = try call.string(at: 1)
            try refuseInside(call, name)
            var options = RunOptions()
            options.onChange = .skip
            options.hasKeys = true
            options.isSingle = true
            return .values([.object(LuaObjectReference(try runs.open(name, BulkSettings(options, save: nil))))])
        }
    }

    /// `result(run, key)` → value: the recorded result of an item that is done; raises an error if that is not known.
    private var result: LuaFunction {
        LuaFunction("result") { call in
            let text = try call.object(BulkRun.self, at: 1).run.result(of: try call.string(at: 2))
            return .values([try text.map(RecordedValue.decode) ?? .nil])
        }
    }

    /// `close(run)`: lets no further write begin.
    private var close: LuaFunction {
        LuaFunction("close") { call in
            try call.object(BulkRun.self, at: 1).run.close()
            return .nothing
        }
    }

    // Steps inside an item.

    /// `lookup(name, if_cut)` → inside, known, step, identity, result: a step of the calling task's item, by its name.
    ///
    /// Nothing outside of an item. `known` is whether it has a result already; `step` is nil where nothing is recorded;
    /// `identity` tells the step from others. Raises an error of kind `uncertain` for a step that was cut off and must
    /// not be repeated.
    private var lookup: LuaFunction {
        LuaFunction("lookup") { call in
            guard let path = call.taskPath, let (item, inner) = runs.registry.item(at: path) else { return .nothing }
            let name = try call.string(at: 1)
            if let results = try item.replayOnce(name, arguments: ContentDigest.of([.string(name)]), at: inner) {
                return .values([true, true, .nil, .nil] + (try RecordedResults.decode(results)))
            }
            let mustNotRepeat = try call.string(at: 2) == OnceCut.uncertain.rawValue
            let found = try OnceStep.find(
                name, arguments: ContentDigest.of([.string(name)]), mustNotRepeat: mustNotRepeat, in: item, at: inner)
            // In a dry run nothing is recorded.
            guard let found else { return .values([true, false]) }
            let once = found.step
            let step = LuaValue.object(LuaObjectReference(BulkStep(once, mustNotRepeat: mustNotRepeat)))
            let identity = LuaValue.string("\(item.path) \(name)")
            switch found.knowledge {
            case .done(let results):
                return .values([true, true, step, identity] + (try RecordedResults.decode(results)))
            case .call: return .values([true, false, step, identity])
            case .callOnce:
                return .wait(
                    .operation("recording") { _ in
                        try await once.intend()
                        return [true, false, step, identity]
                    })
            case .cutOff: return .wait(.operation("recording") { _ in throw try await once.doubt() })
            }
        }
    }

    /// `record(step, value)`: records the result of a step's function.
    private var record: LuaFunction {
        LuaFunction("record") { call in
            let once = try call.object(BulkStep.self, at: 1).once
            let text: String
            do { text = try RecordedResults.encode([try call.value(at: 2)]) } catch {
                throw ScriptError(.data, "bulk.once: the result cannot be recorded: \(error)", call: "bulk.once")
            }
            return .wait(
                .operation("recording") { _ in
                    try await once.record(results: text)
                    return []
                })
        }
    }

    /// `failed(step, error)`: a step's function has raised an error.
    private var failed: LuaFunction {
        LuaFunction("failed") { call in
            let step = try call.object(BulkStep.self, at: 1)
            let error = RecordedError(try call.value(at: 2), advise: runs.advise)
            // One that was cut off may have done what it is for.
            guard step.mustNotRepeat, error.kind != ErrorKind.cancelled.rawValue else {
                step.once.release()
                return .nothing
            }
            return .wait(
                .operation("recording") { _ in
                    try await step.once.refuse(error)
                    return []
                })
        }
    }

    /// The `__close` of a run: ends one whose loop was left without an end of its own, as by an interrupt at a prompt.
    static let leave = LuaFunction("bulk.each") { call in
        let loop = try call.object(BulkRun.self, at: 1)
        guard !loop.run.isStopping else { return .nothing }
        loop.console.live("")
        loop.console.line(loop.run.interruptedWords)
        loop.run.close()
        return .nothing
    }

    /// The failures of a run inside of an item would be forgotten as soon as the item is done.
    private func refuseInside(_ call: borrowing LuaCall, _ name: String) throws {
        guard let path = call.taskPath, let (item, _) = runs.registry.item(at: path) else { return }
        let outer = item.run.name
        var error = ScriptError(
            .usage, "bulk.each: the run \(outer) is in progress: its function cannot start the run \(name)",
            call: "bulk.each", hint: "Make one list of all items, or use task.map inside the function.")
        error.stopsRun = true
        throw error
    }

    /// The key at index 3 of a call; nil where the content names the item.
    static func key(_ call: borrowing LuaCall) throws -> String? {
        switch try call.value(at: 3) {
        case .nil: return nil
        case .string(let text): return text
        case .integer(let number): return String(number)
        case .number(let number): return number.description
        case .boolean(let flag): return String(flag)
        case let other:
            let what = if case .bytes = other { "not UTF-8" } else { "a \(other.typeName)" }
            throw ScriptError(
                .data, "bulk.each: \(try call.string(at: 4)): the key is \(what); it must be a string or a number",
                call: "bulk.each")
        }
    }
}

extension DurableRun {
    /// The loop is over; says so if it ended early.
    func end(isComplete: Bool, _ console: Console) throws {
        try finished(isWhole: isComplete && !isStopping)
        if !isComplete, !isStopping, counts.seen > 0 { console.line(unfinishedWords) }
    }
}

extension BulkRuns {
    /// Opens a run as its loop holds it.
    ///
    /// - Parameter uses: What services had let through when it began.
    fileprivate func open(
        _ name: String, _ settings: BulkSettings, total: Int? = nil, columns: [String] = [],
        _ uses: [LinksService: PacingStatistics] = [:]
    ) throws -> BulkRun {
        let run: DurableRun = try open(name, settings, total: total)
        return BulkRun(run, console: console, columns: columns, uses: uses)
    }
}

/// An error of a script's, on its way back to it.
private struct RaisedAgain: LuaRaisable {
    var luaErrorValue: LuaValue
}
