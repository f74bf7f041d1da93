import CLua
import Glibc

/// One Lua interpreter.
///
/// ```swift
/// let state = try LuaState(memoryLimit: 64 << 20)
/// state.bindToCurrentThread()
/// try state.open(.sandboxed)
/// state.register(LuaFunction("twice") { call in
///     call.push(2 * (try call.integer(at: 1)))
///     return .pushed(1)
/// })
/// let results = try state.scheduler.run("return twice(21)".utf8, name: "=example")    // [.integer(42)]
/// ```
///
/// Not `Sendable`: the thread that makes it owns it, uses it and lets go of it; ``LuaThread/run(_:)`` gives it one.
/// Only copied ``LuaValue``s leave, and other threads reach the script through ``control``.
///
/// No `longjmp` crosses a Swift frame. What Swift calls here either cannot raise (plain pushes, since the allocator
/// does not fail while a Swift frame is on top) or runs protected in C.
public final class LuaState {
    /// The main coroutine.
    ///
    /// Scripts never run on it, so it never yields.
    let L: OpaquePointer
    let vm: UnsafeMutablePointer<clua_vm>
    /// What messages call the program around the interpreter.
    let program: String
    /// What scripts may hold, and what is left of it.
    public let memory: LuaMemory
    /// Stops, slices and inspects the running script; from any thread.
    public let control: LuaControl
    /// The classes whose objects scripts have met; so few that they are searched one after the other.
    var classes: [ObjectClass] = []
    var errorMetatable: Int32 = 0
    /// Receives what the script's `warn` says, on the interpreter's thread; without it warnings are dropped.
    ///
    /// The text is the script's as it is: make it visible before a terminal gets it.
    public var onWarning: ((String) -> Void)?
    /// The parts of a warning that is not complete yet.
    private var warning: [UInt8] = []
    /// Set right after the initialiser, which cannot hand `self` out before.
    private var owned: LuaScheduler?

    /// The tasks of this interpreter.
    ///
    /// Made with it; a script is run by ``LuaScheduler/run(_:name:arguments:)``.
    public var scheduler: LuaScheduler {
        // The initialiser sets it last and does not hand out `self` before.
        guard let owned else { preconditionFailure("a LuaState is used before it was set up") }
        return owned
    }

    /// Makes an interpreter without libraries; see ``open(_:)``.
    ///
    /// - Parameters:
    ///   - memoryLimit: Bytes that Lua, and the host on its behalf, may hold; beyond them a script gets the error
    ///     `not enough memory`.
    ///   - clock: Measures `sleep` and time limits.
    ///   - program: What tracebacks and messages call the program around the interpreter, in one word.
    /// - Throws: ``LuaError`` of kind ``LuaError/Kind/memory`` when there is no memory for an interpreter at all.
    public init(memoryLimit: Int = 1 << 30, clock: LuaClock = .system, program: String = "host") throws {
        memory = LuaMemory(limit: memoryLimit)
        self.program = program
        guard let L = clua_new(memory.account, program, answerCall, releaseBox, answerRequest) else {
            throw LuaError(.memory, "not enough memory for an interpreter")
        }
        self.L = L
        vm = clua_vm_of(L)
        control = LuaControl(vm)
        vm.pointee.owner = Unmanaged.passUnretained(self).toOpaque()
        vm.pointee.warned = { owner, text, continues in
            guard let owner, let text else { return }
            let state = Unmanaged<LuaState>.fromOpaque(owner).takeUnretainedValue()
            state.warn(UnsafeBufferPointer(start: text, count: strlen(text)), continues: continues)
        }
        owned = LuaScheduler(state: self, clock: clock)
        installErrorMetatable()
    }

    deinit {
        control.close()
        clua_close(L)
    }

    /// The interpreter that a coroutine belongs to.
    @inline(__always)
    static func owner(of L: OpaquePointer) -> LuaState {
        Unmanaged<LuaState>.fromOpaque(clua_vm_of(L).pointee.owner).takeUnretainedValue()
    }

    private func warn(_ part: UnsafeBufferPointer<CChar>, continues: Bool) {
        // A script cannot make the host keep more than fits on a screen.
        warning += part.prefix(max(0, 65_536 - warning.count)).map { UInt8(bitPattern: $0) }
        guard !continues else { return }
        onWarning?(String(decoding: warning, as: UTF8.self))
        warning = []
    }

    /// Bytes that Lua holds now, garbage included; without what the host holds for the script.
    public var memoryInUse: Int { Int(clamping: clua_used(memory.account)) }

    /// The most that Lua held at any time, bytes.
    public var peakMemory: Int { Int(clamping: memory.account.pointee.peak) }

    /// Runs full garbage collections until what finished tasks held is free too.
    ///
    /// Takes as long as Lua needs to visit all that is alive. For tests and measurements.
    public func collectGarbage() {
        clua_collect(L)
        scheduler.releaseAbandoned()
        clua_collect(L)
    }

    /// Compiles Lua source and leaves the function on the stack of the main coroutine.
    ///
    /// - Parameter name: What messages call the chunk; Lua's convention: `@FILE` for a file, `=NAME` for anything else.
    /// - Throws: ``LuaError`` of kind ``LuaError/Kind/syntax(wantsMoreInput:)``.
    func load(_ chunk: some Collection<UInt8>, name: String, mode: String = "t") throws {
        let status = Array(chunk).withUnsafeBufferPointer { bytes in
            bytes.withMemoryRebound(to: CChar.self) { clua_load(L, $0.baseAddress, $0.count, name, mode) }
        }
        guard status != LUA_OK else { return }
        let message = takeMessage(from: L)
        let unfinished = status == LUA_ERRSYNTAX && message.hasSuffix("<eof>")
        throw LuaError(status == LUA_ERRMEM ? .memory : .syntax(wantsMoreInput: unfinished), message)
    }

    /// Compiles and runs Lua source at once, outside every task, where nothing can wait.
    ///
    /// For the host's own set-up; scripts are run by ``LuaScheduler/run(_:name:arguments:)``.
    ///
    /// - Parameters:
    ///   - chunk: The text of the program.
    ///   - name: What messages call it: `@FILE` for a file, `=NAME` for anything else.
    ///   - arguments: What the chunk finds in `...`.
    /// - Returns: What the chunk returns, copied.
    /// - Throws: ``LuaError`` for whatever the code raises.
    @discardableResult
    public func run(_ chunk: some Collection<UInt8>, name: String, arguments: [LuaValue] = []) throws -> [LuaValue] {
        let base = lua_gettop(L)
        defer { lua_settop(L, base) }
        try reserve(arguments.count, on: L)
        try load(chunk, name: name)
        for argument in arguments { try push(argument, on: L) }
        let status = clua_call(L, Int32(arguments.count), LUA_MULTRET, true)
        guard status == LUA_OK else { throw takeError(status: status) }
        vm.pointee.copied = 0
        return try stride(from: base + 1, through: lua_gettop(L), by: 1).map { try value(at: $0, on: L) }
    }

    /// Runs `body` with `table.name` paths resolved from the globals; makes missing tables on the way.
    func withTable<Result>(at path: [Substring], _ body: () throws -> Result) rethrows -> Result {
        // The main coroutine's stack is the host's, and never full.
        lua_rawgeti(L, clua_registry_index(), lua_Integer(LUA_RIDX_GLOBALS))
        defer { clua_pop(L, 1) }
        for name in path {
            push(String(name), on: L)
            if lua_rawget(L, -2) != LUA_TTABLE {
                clua_pop(L, 1)
                lua_createtable(L, 0, 0)
                push(String(name), on: L)
                lua_pushvalue(L, -2)
                lua_rawset(L, -4)
            }
            lua_rotate(L, -2, 1)
            clua_pop(L, 1)
        }
        return try body()
    }

    /// Puts a value under a dotted global name: `links.create`.
    ///
    /// Tables on the way are made where they are missing.
    ///
    /// For values of the host's own, which are flat; one that is nested beyond Lua's limits ends the program.
    public func setGlobal(_ name: String, _ value: LuaValue) {
        let path = name.split(separator: ".")
        guard let last = path.last else { return }
        set([(.string(String(last)), value)], at: path.dropLast(), of: name)
    }

    /// Puts a new table of these keys and values under a global name, as ``setGlobal(_:_:)`` does.
    ///
    /// Cheaper than a ``LuaTable`` for what only Lua reads, because nothing is hashed here. No key is nil or NaN.
    public func setGlobal(_ name: String, pairs: [(key: LuaValue, value: LuaValue)]) {
        setGlobal(name, .table(LuaTable()))
        set(pairs, at: name.split(separator: "."), of: name)
    }

    private func set(_ pairs: [(key: LuaValue, value: LuaValue)], at path: [Substring], of name: String) {
        withTable(at: path) {
            do throws(LuaLimitError) {
                for (key, value) in pairs {
                    try push(key, on: L)
                    try push(value, on: L)
                    lua_rawset(L, -3)
                }
            } catch {
                // Only a value nested beyond Lua's limits comes here: a mistake of the host's that no script can cause.
                preconditionFailure("the global '\(name)' cannot be set: \(error)")
            }
        }
    }

    /// Makes a function a global, or a field of a global table, under its own name.
    ///
    /// `links.create` is put into the table `links`, which is created if there is none. On the interpreter's thread.
    public func register(_ function: LuaFunction) {
        setGlobal(function.name, .function(function))
    }
}

extension LuaValue {
    /// A Swift function as a Lua value, to put into tables and results.
    ///
    /// The interpreter keeps it alive as long as a script can reach it.
    public static func function(_ function: LuaFunction) -> LuaValue {
        .object(LuaObjectReference(function))
    }
}

private func answerCall(_ L: OpaquePointer?, _ box: UnsafeMutableRawPointer?, _ resumed: Bool) -> Int32 {
    guard let L, let box else { return 0 }
    return Unmanaged<LuaFunction>.fromOpaque(box)._withUnsafeGuaranteedRef { $0.answer(L, resumed: resumed) }
}

private func releaseBox(_ box: UnsafeMutableRawPointer?) {
    guard let box else { return }
    Unmanaged<AnyObject>.fromOpaque(box).release()
}

private func answerRequest(_ L: OpaquePointer?, _ owner: UnsafeMutableRawPointer?, _ request: Int32) {
    guard let L, let owner else { return }
    let state = Unmanaged<LuaState>.fromOpaque(owner).takeUnretainedValue()
    switch Int(request) {
    case CLUA_CANCEL: state.pushError(LuaCancelled(), on: L)
    case CLUA_INTERRUPT: state.scheduler.interruptInput()
    default: state.scheduler.reportInspection(running: L)
    }
}

extension LuaState {
    /// Compiles Lua source without running it.
    ///
    /// - Parameters:
    ///   - chunk: The text of the program.
    ///   - name: What the error calls the chunk: `@` and a file's path, or `=` and words.
    /// - Throws: ``LuaError`` of kind ``LuaError/Kind/syntax(wantsMoreInput:)`` for what does not compile.
    package func checkSyntax(of chunk: some Collection<UInt8>, name: String) throws {
        let top = lua_gettop(L)
        defer { lua_settop(L, top) }
        try load(chunk, name: name)
    }
}

extension LuaState {
    /// The version of the Lua that this program was compiled with: `5.4.4`.
    package static var version: String { "\(LUA_VERSION_MAJOR).\(LUA_VERSION_MINOR).\(LUA_VERSION_RELEASE)" }
}
