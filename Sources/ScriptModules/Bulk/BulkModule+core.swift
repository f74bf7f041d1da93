import ApiClients
import Catalogue
import LuaBridge
import RunJournal
import TerminalText

extension BulkModule {
    /// What `bulk.lua` is made of, by name.
    var core: [LuaFunction] {
        let (runs, services) = (runs, services)
        return [
            LuaFunction("open") { call in
                let name = try call.string(at: 1)
                if let path = call.taskPath, let (item, _) = runs.item(at: path) {
                    // Its failures would be forgotten as soon as the outer item is done.
                    var error = ScriptError(
                        .usage,
                        "bulk.each: the run \(item.run.name) is in progress: its function cannot start the run \(name)",
                        call: "bulk.each", hint: "Make one list of all items, or use task.map inside the function.")
                    error.stopsRun = true
                    throw error
                }
                guard case .table(let table) = try call.value(at: 2) else { return .nothing }
                var options = BulkOptions()
                options.onChange = try ChangeHandling(lua: table["on_change"])
                options.maxFailures = try Int?(lua: table["max_failures"])
                options.save = try String?(lua: table["save"])
                options.isFresh = table["fresh"] == true
                options.hasKeys = table["has_keys"] == true
                options.isSingle = table["single"] == true
                options.total = try Int?(lua: table["total"])
                options.stopsAtBadRow = table["on_bad_row"] == "stop"
                options.uses = services.uses().mapValues(\.now)
                return .values([try runs.open(name, options).lua])
            },
            LuaFunction("take") { call in
                let run = try call.object(BulkRun.self, at: 1)
                let item = try run.take(try call.value(at: 2), key: try Self.key(call), place: try call.string(at: 4))
                guard let item else { return .nothing }
                return .values([item.lua, .table(try Self.context(of: item))])
            },
            LuaFunction("begin") { call in
                // Before the item's task is made: this one may be preempted at any moment, and the item's then runs.
                let path = "\(call.taskPath ?? "").\(try call.string(at: 2))"
                runs.begin(try call.object(BulkItem.self, at: 1), at: path)
                return .nothing
            },
            LuaFunction("finish") { call in
                let item = try call.object(BulkItem.self, at: 1)
                runs.end(at: try call.string(at: 2))
                let ended = try call.value(at: 3) == true
                let value = Result { try call.value(at: 4) }
                return .values([.boolean(try item.run.finish(item, ended: ended, value))])
            },
            LuaFunction("source") { call in
                guard let source = call.function(at: 1)?.origin as? RowSource else { return .nothing }
                return .values([
                    .object(LuaObjectReference(try source.rows())), .object(LuaObjectReference(try source.rows())),
                    .object(LuaObjectReference(SeenKeys())),
                ])
            },
            LuaFunction("seen") { call in
                let seen = try call.object(SeenKeys.self, at: 1)
                guard let first = seen.note(try call.string(at: 2), at: try call.string(at: 3)) else { return .nothing }
                return .values([.string(first)])
            },
            LuaFunction("bad") { call in
                let run = try call.object(BulkRun.self, at: 1)
                let content = try call.value(at: 2)
                try run.fail(
                    content, place: try call.string(at: 3), try call.value(at: 4),
                    isListed: try call.value(at: 5) == true)
                return .nothing
            },
            LuaFunction("missing") { call in
                var words = MissingColumn.words([try call.string(at: 2)], in: try call.value(at: 1), for: "the key")
                if case .string(let place) = try call.value(at: 3) { words = "\(place): \(words)" }
                return .values([.string(words)])
            },
            LuaFunction("invisible") { call in
                guard case .string(let text) = try call.value(at: 1) else { return .values([.nil]) }
                let odd = LookAlike.firstInvisible(in: text)
                return .values([odd.map { .string($0.placed) } ?? .nil])
            },
            LuaFunction("warn") { call in
                let name = try call.string(at: 1)
                let faults = try [String](lua: call.value(at: 2))
                let count = "\(faults.count) problem\(faults.count == 1 ? "" : "s")"
                runs.console.line("warning: \(name): \(count) with the items; the other items are processed")
                for fault in faults.prefix(BulkRun.mostListed) { runs.console.line("  - \(fault)") }
                if faults.count > BulkRun.mostListed {
                    let more = runs.dryRun == nil ? ": govscript runs show \(name.shellQuoted) --failed" : ""
                    runs.console.line("  … and \(faults.count - BulkRun.mostListed) more\(more)")
                }
                return .nothing
            },
            LuaFunction("clear") { call in
                let item = try call.object(BulkItem.self, at: 1)
                guard let steps = item.steps, try !steps.open(onlyEarlier: true).isEmpty else { return .nothing }
                return .wait(
                    .operation("looking up a write") { _ in
                        try await runs.clear(item)
                        return []
                    })
            },
            LuaFunction("whole") { call in
                try call.object(BulkRun.self, at: 1).wasWhole()
                return .nothing
            },
            LuaFunction("stopping") { call in
                .values([.boolean(try call.object(BulkRun.self, at: 1).isStopping)])
            },
            LuaFunction("report") { call in
                let run = try call.object(BulkRun.self, at: 1)
                runs.finished(run)
                return .values([.table(run.report(services.uses(since: run.options.uses)))])
            },
            LuaFunction("describe") { call in
                guard case .table(let table) = try call.value(at: 1) else { return .nothing }
                return .values([.string(BulkReport.text(table))])
            },
            LuaFunction("result") { call in
                .values([try call.object(BulkRun.self, at: 1).result(of: try call.string(at: 2))])
            },
            LuaFunction("fault") { call in
                var error = ScriptError(.data, "bulk.each: \(try call.string(at: 1))", call: "bulk.each")
                error.details = (try? [String](lua: call.value(at: 2))) ?? []
                throw error
            },
            LuaFunction("close") { call in
                let run = try call.object(BulkRun.self, at: 1)
                if try call.value(at: 2) == true, !run.isStopping, run.counts.seen > 0 {
                    runs.console.line(run.unfinishedWords())
                }
                run.close()
                return .nothing
            },
            LuaFunction("lookup") { call in
                guard let path = call.taskPath, let (item, inner) = runs.item(at: path) else { return .nothing }
                // In a dry run nothing is recorded.
                guard let journal = item.run.journal, let steps = item.steps else { return .values([true, false]) }
                let name = try call.string(at: 1)
                let mustNotRepeat = try call.string(at: 2) == OnceCut.uncertain.rawValue
                let answer = try steps.ask(
                    ItemSteps.Request(
                        call: "bulk.once", service: "", arguments: ContentDigest.of([.string(name)]),
                        place: item.nextPlace(inner), isSingle: true))
                let once = OnceStep(answer.step, item, steps, journal)
                let identity = LuaValue.string("\(item.path) \(name)")
                switch answer.standing.state {
                case .done:
                    let results = try RecordedResults.decode(answer.standing.result)
                    return .values([true, .boolean(true), once.lua, identity] + results)
                case .intended where mustNotRepeat && answer.isEarlier,
                    .uncertain where mustNotRepeat && answer.isEarlier:
                    return .wait(.operation("recording") { _ in throw try await once.doubted(name) })
                case .intended where !answer.isEarlier, .uncertain where !answer.isEarlier:
                    return .values([true, .boolean(false), once.lua, identity])
                case nil, .refused, .intended, .uncertain:
                    guard mustNotRepeat else { return .values([true, .boolean(false), once.lua, identity]) }
                    return .wait(
                        .operation("recording") { _ in
                            try await once.records.intended(once.step, "{}")
                            return [true, .boolean(false), once.lua, identity]
                        })
                }
            },
            LuaFunction("record") { call in
                let once = try call.object(OnceStep.self, at: 1)
                let text: String
                do { text = try RecordedResults.encode([try call.value(at: 2)]) } catch {
                    throw ScriptError(.data, "bulk.once: the result cannot be recorded: \(error)", call: "bulk.once")
                }
                return .wait(
                    .operation("recording") { _ in
                        try await once.journal.record(once.step, result: text)
                        once.steps.notes(once.step, .done(result: text))
                        once.steps.ends(once.step)
                        return []
                    })
            },
            LuaFunction("failed") { call in
                let once = try call.object(OnceStep.self, at: 1)
                let error = try call.value(at: 2)
                guard try call.string(at: 3) == OnceCut.uncertain.rawValue else {
                    once.steps.ends(once.step)
                    return .nothing
                }
                // One that was cut off may have done what it is for.
                if RecordedError(error).kind == ErrorKind.cancelled.rawValue {
                    once.steps.ends(once.step)
                    return .nothing
                }
                return .wait(
                    .operation("recording") { _ in
                        try await once.records.refused(once.step, error)
                        once.steps.ends(once.step)
                        return []
                    })
            },
        ]
    }

    /// Ends a run whose loop was left without an end of its own.
    static let leave = LuaFunction("bulk.each") { call in
        try call.object(BulkRun.self, at: 1).leaveOpen()
        return .nothing
    }

    /// The key at index 3 of a call; nil where the content names the item.
    private static func key(_ call: borrowing LuaCall) throws -> String? {
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

    private static func context(of item: BulkItem) throws -> LuaTable {
        var context: LuaTable = [
            "key": .string(item.record.key), "place": .string(item.record.place ?? ""),
            "run": .string(item.run.name),
        ]
        context["previous"] = item.previous ?? .nil
        return context
    }
}

/// A step whose function is being called.
private final class OnceStep: LuaObject {
    static let luaTypeName = "bulk.Step"

    let step: Step
    let item: BulkItem
    let steps: ItemSteps
    let journal: RunJournal

    init(_ step: Step, _ item: BulkItem, _ steps: ItemSteps, _ journal: RunJournal) {
        self.step = step
        self.item = item
        self.steps = steps
        self.journal = journal
    }

    var records: StepRecords { StepRecords(item, steps, journal) }

    /// Records that the function was cut off, and gives the error that says so.
    func doubted(_ name: String) async throws -> ApiError {
        let error = ApiError(
            .uncertain, "\"\(name)\" was started, and its outcome is unknown", call: "bulk.once",
            hint: item.run.resolveHint(item.record.key))
        let doubt = try await records.doubted(step, error, "{}")
        steps.ends(step)
        return doubt
    }

    var lua: LuaValue { .object(LuaObjectReference(self)) }
}
