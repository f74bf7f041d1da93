import ApiClients
import Catalogue
import DurableRuns
import LuaBridge

/// The functions by which `bulk.lua` shares the items of a run with other machines.
///
/// Items are known by the numbers that ``meet`` gives.
struct BulkSharing: Sendable {
    let runs: BulkRuns

    /// All of them, by name.
    var functions: [LuaFunction] { [meet, meetBad, hasRoom, own, assign, nextPart, endPart] }

    /// `meet(run, item, key, place)` → number: an item that was read from the input.
    ///
    /// Raises an error for a key that came before.
    private var meet: LuaFunction {
        LuaFunction("meet") { call in
            let number = try Self.share(call).meet(
                digest: ContentDigest.of([try call.value(at: 2)]), key: try BulkLibrary.key(call),
                place: try call.string(at: 4))
            return .values([.integer(Int64(number))])
        }
    }

    /// `meet_bad(run, place)` → number: a row that cannot be an item.
    private var meetBad: LuaFunction {
        LuaFunction("meet_bad") { call in
            .values([.integer(Int64(try Self.share(call).meetBad(at: try call.string(at: 2))))])
        }
    }

    /// `has_room(run)` → boolean: whether more is to be read ahead.
    private var hasRoom: LuaFunction {
        LuaFunction("has_room") { call in .values([.boolean(try Self.share(call).hasRoom)]) }
    }

    /// `own(run, part, number)` → key: the key of an item of a part that is begun now; nil if it has to be asked for
    /// again.
    private var own: LuaFunction {
        LuaFunction("own") { call in
            let part = try call.object(BulkRun.self, at: 2).run
            let number = try Int(lua: call.value(at: 3))
            return .values([try Self.share(call).own(number, of: part).map { .string($0) } ?? .nil])
        }
    }

    /// `assign(run, most)` → own, settled: asks for the items that were read ahead, of which up to `most` become this
    /// machine's; nothing if none is left.
    ///
    /// The numbers of those that are to be begun, and of those that other machines have ended.
    private var assign: LuaFunction {
        LuaFunction("assign") { call in
            let (run, share) = (try call.object(BulkRun.self, at: 1).run, try Self.share(call))
            let most = try Int(lua: call.value(at: 2))
            return .wait(
                .operation("asking for items") { _ in
                    guard let answer = try await share.assign(to: run, most: most) else { return [] }
                    return [answer.own.lua, answer.settled.lua]
                })
        }
    }

    /// `next_part(run)` → settled, part, numbers: waits at the end of the input for the items of other machines.
    ///
    /// The numbers of those that have ended there; and a part that this machine has taken over, with the items of it
    /// that are left, or nothing more if none are.
    private var nextPart: LuaFunction {
        LuaFunction("next_part") { call in
            let (loop, share) = (try call.object(BulkRun.self, at: 1), try Self.share(call))
            return .wait(
                .operation("waiting for other machines") { _ in
                    let (part, settled) = try await runs.nextPart(of: loop.run, share)
                    guard let part else { return [settled.lua] }
                    let run = BulkRun(part.run, console: loop.console, columns: loop.columns, uses: loop.uses)
                    return [settled.lua, .object(LuaObjectReference(run)), part.items.lua]
                })
        }
    }

    /// `end_part(run, part, ok)`: the loop over a part is over, that of this machine or one that it took over.
    private var endPart: LuaFunction {
        LuaFunction("end_part") { call in
            let (own, share) = (try call.object(BulkRun.self, at: 1).run, try Self.share(call))
            let part = try call.object(BulkRun.self, at: 2).run
            let isOwn = own === part
            // Items of a part that was taken over may be missing here: their machine had other input.
            if isOwn {
                try part.end(isComplete: try call.value(at: 3) == true, runs.console)
            } else {
                try part.finished(isWhole: false)
                share.helped(part)
            }
            part.close()
            return .nothing
        }
    }

    private static func share(_ call: borrowing LuaCall) throws -> RunShare {
        guard let share = try call.object(BulkRun.self, at: 1).run.share else {
            throw ScriptError(.internal, "bulk.each: the run is not shared", call: "bulk.each")
        }
        return share
    }
}

extension Array where Element: LuaConvertible {
    /// As a list.
    fileprivate var lua: LuaValue { .table(LuaTable(array: map(\.lua))) }
}
