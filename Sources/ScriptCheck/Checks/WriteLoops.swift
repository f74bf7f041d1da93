/// Writes that are repeated outside `bulk.each`, which a killed job would do again from the beginning.
struct WriteLoops {
    private struct Call {
        var callee: ObjectIdentifier
        var owner: ObjectIdentifier
        var name: String
        var offset: Int
        var isInLoop: Bool
        var isDurable: Bool
    }

    private struct Write {
        var name: String
        var owner: ObjectIdentifier
        var offset: Int
        var isInLoop: Bool
    }

    private var functions: Set<ObjectIdentifier>
    private var escaped: Set<ObjectIdentifier>
    private var calls: [Call] = []
    private var writes: [Write] = []

    init(main: FunctionBody) {
        functions = [ObjectIdentifier(main)]
        escaped = functions
    }

    /// A function of the script.
    mutating func note(_ body: FunctionBody) { functions.insert(ObjectIdentifier(body)) }

    /// A function that is handed on, so that anybody may call it.
    mutating func escape(_ body: FunctionBody) { escaped.insert(ObjectIdentifier(body)) }

    mutating func call(_ body: FunctionBody, named name: String, at offset: Int, _ surroundings: Surroundings) {
        calls.append(
            Call(
                callee: ObjectIdentifier(body), owner: ObjectIdentifier(surroundings.owner), name: name,
                offset: offset, isInLoop: surroundings.isInLoop, isDurable: surroundings.isDurable))
    }

    mutating func write(_ name: String, at offset: Int, _ surroundings: Surroundings) {
        guard !surroundings.isDurable else { return }
        writes.append(
            Write(
                name: name, owner: ObjectIdentifier(surroundings.owner), offset: offset,
                isInLoop: surroundings.isInLoop))
    }

    var remarks: [Remark] {
        let reached = reached
        let writers = writers
        let direct = writes.filter { $0.isInLoop && reached.contains($0.owner) }.map { ($0.offset, $0.name) }
        let indirect = calls.compactMap { call -> (Int, String)? in
            guard call.isInLoop, !call.isDurable, reached.contains(call.owner), let write = writers[call.callee] else {
                return nil
            }
            return (call.offset, "\(call.name), which calls \(write),")
        }
        return (direct + indirect).map { offset, caller in
            Remark(
                offset: offset, severity: .warning, code: "write-in-loop",
                message: "\(caller) is called in a loop: with bulk.each the job can be killed and resumed")
        }
    }

    /// The functions that may run outside `bulk.each`: all but those that are called from inside it only.
    private var reached: Set<ObjectIdentifier> {
        var reached = functions.subtracting(calls.map(\.callee)).union(escaped)
        var count = -1
        while count != reached.count {
            count = reached.count
            for call in calls where !call.isDurable && reached.contains(call.owner) { reached.insert(call.callee) }
        }
        return reached
    }

    /// The functions that write, and what, at least once for each call; what is in a loop of theirs is reported there.
    private var writers: [ObjectIdentifier: String] {
        var writers: [ObjectIdentifier: String] = [:]
        for write in writes where !write.isInLoop && writers[write.owner] == nil { writers[write.owner] = write.name }
        var count = -1
        while count != writers.count {
            count = writers.count
            for call in calls where !call.isInLoop && !call.isDurable && writers[call.owner] == nil {
                writers[call.owner] = writers[call.callee]
            }
        }
        return writers
    }
}
