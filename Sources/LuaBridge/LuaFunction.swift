import CLua

/// A Swift closure that scripts can call.
///
/// The body runs on the interpreter's thread, with the whole interpreter waiting for it: it must not block. What
/// takes time is answered with ``LuaAnswer/wait(_:)``, which suspends only the calling task.
public final class LuaFunction: LuaObject {
    /// What runs when a script calls the function.
    ///
    /// It runs on the interpreter's thread and must not block. What it throws becomes the script's error: a
    /// ``LuaRaisable`` as its own value, anything else as its description.
    public typealias Body = @Sendable (borrowing LuaCall) throws -> LuaAnswer

    public static let luaTypeName = "function"

    /// The function's name in messages, `links.create` for example.
    public let name: String
    /// What other functions of the host may know of it, such as the file that an iterator reads.
    ///
    /// Found by ``LuaCall/function(at:)`` where a script passes the function on.
    public let origin: (any Sendable)?
    /// Whether it has a Lua value of its own, nil at first, as its upvalue ``keptValue``.
    let keeps: Bool
    let body: Body

    /// Where a function that keeps a value has it; its body reads and replaces it in C.
    package static let keptValue: Int32 = 2

    /// A function under a name for messages.
    ///
    /// ```swift
    /// state.register(LuaFunction("time.now") { call in
    ///     call.push(Date.now.timeIntervalSince1970)
    ///     return .pushed(1)
    /// })
    /// ```
    ///
    /// - Parameters:
    ///   - name: The function's name in messages.
    ///   - origin: What other functions of the host may know of it.
    ///   - body: What it does.
    public convenience init(_ name: String, origin: (any Sendable)? = nil, _ body: @escaping Body) {
        self.init(name, origin: origin, keeps: false, body)
    }

    /// A function that may keep a value of its own between calls.
    ///
    /// - Parameter keeps: Whether it has a Lua value of its own; see ``keptValue``.
    package init(_ name: String, origin: (any Sendable)?, keeps: Bool, _ body: @escaping Body) {
        self.name = name
        self.origin = origin
        self.keeps = keeps
        self.body = body
    }
}

/// What a Swift function answers to Lua.
///
/// ```swift
/// LuaFunction("pages.load") { call in
///     let address = try call.string(at: 1)
///     return .wait(.operation("loading") { _ in [.string(try await load(address))] })
/// }
/// ```
///
/// ``LuaAnswer/wait(_:)`` suspends the calling task; the other answers return at once.
public enum LuaAnswer {
    /// This many results were pushed above the arguments; the cheapest answer.
    case pushed(Int32)
    /// The results are all that is on the stack: the arguments were replaced by them.
    case replaced(Int32)

    /// The results, copied onto the stack; for tables and for more than ten results.
    case values([LuaValue])
    /// The calling task is suspended until the wait is over; its results become the call's.
    ///
    /// An error where Lua cannot suspend the caller, as in a comparator of `table.sort`.
    case wait(LuaWait)

    /// No results.
    ///
    /// Cheaper than an empty list of them, and nil where a script asks for one.
    public static var nothing: LuaAnswer { .pushed(0) }
}

/// Why a task is suspended, and what ends it.
///
/// A wait is refused with an error where a C function on the way cannot yield, such as a `table.sort` comparator.
public enum LuaWait {
    /// An operation that runs elsewhere. It is started when the task is suspended; cancelling the task cancels it, and
    /// the task resumes only after it has ended, so that nothing of it is left behind.
    case operation(_ label: String, @Sendable (LuaTaskContext) async throws -> [LuaValue])
    /// So long; measured on the scheduler's clock.
    case sleep(Duration)
    /// The results are there; the task resumes after the others that can run.
    case ready([LuaValue])
    /// Until each of these tasks has ended; the results are theirs, or the first error.
    case tasks(LuaTaskWait)
    /// Until the gate is opened.
    case gate(LuaGate)
}

extension LuaFunction {
    /// Answers a call.
    ///
    /// Runs as the topmost Swift frame below the trampoline: it returns a code and never lets an error or a jump pass.
    func answer(_ L: OpaquePointer, resumed: Bool) -> Int32 {
        let state = LuaState.owner(of: L)
        let call = LuaCall(L, state: state)
        state.vm.pointee.copied = 0
        do {
            if resumed { return try state.scheduler.answerWait(on: L, of: self) }
            let outcome = try body(call)
            switch consume outcome {
            case .pushed(let count):
                checkHeight(of: L, call.count + count)
                return count
            case .replaced(let count):
                checkHeight(of: L, count)
                return count
            case .values(let values):
                checkHeight(of: L, call.count)
                try state.push(values, on: L)
                return Int32(values.count)
            case .wait(let wait):
                checkHeight(of: L, call.count)
                guard clua_can_wait(L) else { throw LuaCannotWait(function: name) }
                try state.scheduler.suspend(for: wait, in: self)
                return Int32(CLUA_WAIT)
            }
        } catch {
            // Whatever was pushed before the error came gives its place to the error.
            lua_settop(L, min(call.count, lua_gettop(L)))
            state.pushError(error, on: L)
            return Int32((error as? LuaLimitError)?.isPlaced == true ? CLUA_RERAISE : CLUA_RAISE)
        }
    }

    /// In debug builds: that the stack holds what the function says and nothing that it has forgotten.
    @inline(__always)
    func checkHeight(of L: OpaquePointer, _ expected: Int32) {
        assert(
            lua_gettop(L) == expected,
            "\(name): the stack holds \(lua_gettop(L)) values, but arguments and results are \(expected)")
    }
}

/// A wait was asked for where Lua cannot suspend the caller.
struct LuaCannotWait: Error, CustomStringConvertible {
    var function: String

    var description: String {
        "'\(function)' has to wait, which is not possible inside a table.sort comparator, a string.gsub function, "
            + "__tostring, __gc or another function that Lua calls from C: call it before, and use its result there"
    }
}
