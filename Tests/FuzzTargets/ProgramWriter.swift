import Catalogue
import ScriptModules

/// Writes a Lua program by bytes: calls of all bindings with fitting and unfitting arguments, tasks, coroutines,
/// scopes and metatables.
///
/// Loops are bounded, and every function of the program's counts its calls, so that each program ends.
struct ProgramWriter {
    private var source: ByteSource
    private let isWide: Bool
    private var depth = 0
    /// Statements that may still be written.
    private var room: Int

    /// - Parameter isWide: Whether the program may be long, and hand the whole of `_G` to functions.
    init(_ source: ByteSource, isWide: Bool) {
        self.source = source
        self.isWide = isWide
        room = isWide ? 60 : 30
    }

    private static let signatures = AllModules.signatures
    private static let library = [
        "setmetatable", "getmetatable", "rawset", "rawget", "rawlen", "next", "pairs", "ipairs", "select", "tostring",
        "tonumber", "pcall", "xpcall", "error", "assert", "load", "type", "collectgarbage", "require", "string.rep",
        "string.format", "string.gsub", "string.find", "string.pack", "string.unpack", "table.concat", "table.insert",
        "table.remove", "table.sort", "table.move", "coroutine.create", "coroutine.resume", "coroutine.wrap",
        "coroutine.close", "coroutine.status", "coroutine.yield", "coroutine.running", "math.tointeger", "utf8.char",
        "utf8.codepoint", "utf8.len", "os.time", "os.date", "os.rename", "os.remove", "os.tmpname", "os.getenv",
        "io.open",
        "io.lines", "loadfile", "dofile", "debug.traceback", "debug.getinfo", "os.exit", "help",
    ]
    private static let globals = ["links", "task", "bulk", "circle", "io.stdin", "string", "env", "args"]
    private static let texts = [
        #""""#, #""a""#, #""a.csv""#, #""b.json""#, #""k""#, #""https://www.example.gov.sg/a""#, #""http://a""#,
        #""d_1f0c5d6b7a8e49f2b3c4d5e6f7a80912""#, #""2026-01-31T00:00:00Z""#, #""9223372036854775807-01-01""#,
        #""+08:00""#,
        #""*""#, #""../x""#, #""\0""#, #""\xff\xfe""#, #""\u{202e}\27[2J""#, #""[1,{\"a\":null}]""#, #""a,b\n1,2\n""#,
        #""return 1""#, #""%s%d%99d""#, #""go""#, #""collect""#, #""redo""#, #"("x"):rep(3000)"#, #"("["):rep(300)"#,
    ]
    private static let numbers = [
        "0", "1", "2", "-1", "3", "0.5", "-0.0", "1e308", "0/0", "1/0", "-1/0", "math.maxinteger", "math.mininteger",
        "1 << 62",
        "2^53", "1000", "10001", "5e-324", "253402300800", "-62167219201",
    ]

    mutating func program() -> String {
        let prelude = """
            local calls = 0
            local function tick() calls = calls + 1 if calls > \(isWide ? 300 : 60) then error("enough", 0) end end
            local v, circle = {}, {}
            circle[1], circle.k = circle, circle
            print = function() end
            io.write = print

            """
        var body = ""
        while !source.isEmpty, room > 0 { body += statement() }
        return prelude + body
    }

    private mutating func statement() -> String {
        room -= 1
        let place = "v[\(source.next() % 5 + 1)]"
        switch source.next() % 16 {
        case 0...6: return "\(place) = select(2, pcall(\(call())))\n"
        case 7: return "\(place) = task.spawn(\(function()))\n"
        case 8: return "pcall(task.wait, \(value()))\n"
        case 9: return "do local x <close> = \(closing()) \(block()) end\n"
        case 10: return "for i = 1, \(source.next() % 4) do tick() \(block()) end\n"
        case 11: return "\(place) = \(value())\n"
        case 12: return "\(place) = coroutine.wrap(\(function()))\npcall(\(place))\n"
        case 13: return "pcall(function() for a, b in \(value()) do tick() v[1] = a end end)\n"
        case 14: return "\(place) = setmetatable({}, { \(source.pick(Self.metamethods)) = \(function()) })\n"
        default: return "pcall(function() return \(value()) \(source.pick(Self.operators)) \(value()) end)\n"
        }
    }

    private static let metamethods = [
        "__index", "__newindex", "__call", "__tostring", "__len", "__eq", "__lt", "__concat", "__close", "__pairs",
        "__add",
        "__name", "__metatable", "__mode",
    ]
    private static let operators = ["..", "+", "==", "<", "<=", "//", "%", "<<", "~", "and", "or"]

    private mutating func block() -> String {
        guard depth < 3 else { return "" }
        depth += 1
        defer { depth -= 1 }
        var text = ""
        for _ in 0..<source.next() % 3 where room > 0 { text += statement() }
        return text
    }

    /// The arguments of `pcall` for one call.
    private mutating func call() -> String {
        let choice = source.next()
        if choice % 4 == 3 {
            let arguments = (0..<source.next() % 4).map { _ in value() }
            return ([source.pick(Self.library)] + arguments).joined(separator: ", ")
        }
        let signature = source.pick(Self.signatures)
        var arguments = signature.required.map { fitting($0) }
        if signature.rest != nil { arguments += (0..<source.next() % 3).map { _ in value() } }
        if !signature.options.isEmpty, source.next() % 2 == 1 {
            let options = signature.options.filter { _ in source.next() % 3 == 1 }
            arguments.append("{ " + options.map { "[\"\($0.name)\"] = \(fitting($0))" }.joined(separator: ", ") + " }")
        }
        if let colon = signature.name.firstIndex(of: ":") {
            let method = signature.name[signature.name.index(after: colon)...]
            return "function() return \(value()):\(method)(\(arguments.joined(separator: ", "))) end"
        }
        return ([signature.name] + arguments).joined(separator: ", ")
    }

    /// A value of the declared type most of the time.
    private mutating func fitting(_ parameter: Signature.Parameter) -> String {
        let choice = source.next()
        if choice % 5 == 4 { return value() }
        if !parameter.allowedValues.isEmpty { return source.pick(parameter.allowedValues) }
        let type = parameter.type
        if type.contains("fun"), choice % 2 == 0 { return function() }
        if type.contains("[]") || type.hasPrefix("{") { return "{ \(value()), \(value()) }" }
        if type.hasPrefix("string") { return source.pick(Self.texts) }
        if type.hasPrefix("integer") || type.hasPrefix("number") { return source.pick(Self.numbers) }
        if type.hasPrefix("boolean") { return choice % 2 == 0 ? "true" : "false" }
        return value()
    }

    private mutating func value() -> String {
        guard depth < 5 else { return "nil" }
        depth += 1
        defer { depth -= 1 }
        switch source.next() % 16 {
        case 0: return "nil"
        case 1: return "true"
        case 2...3: return source.pick(Self.numbers)
        case 4...5: return source.pick(Self.texts)
        case 6: return "{ \(value()), \(value()) }"
        case 7:
            return
                "{ k = \(value()), url = \(value()), [\(source.pick(Self.numbers.filter { $0 != "0/0" }))] = \(value()) }"
        case 8: return "{}"
        case 9: return function()
        case 10: return "json.null"
        case 11: return source.pick(isWide ? Self.globals + ["_G"] : Self.globals)
        case 12: return "setmetatable({ \(value()) }, { \(source.pick(Self.metamethods)) = \(function()) })"
        default: return "v[\(source.next() % 5 + 1)]"
        }
    }

    private mutating func closing() -> String {
        "setmetatable({}, { __close = \(function()) })"
    }

    private mutating func function() -> String {
        guard depth < 4 else { return "function(...) tick() return ... end" }
        depth += 1
        defer { depth -= 1 }
        let end = source.pick(["return ...", "return v[1]", "error(v[2])", "coroutine.yield(...)", "task.sleep(1)", ""])
        return "function(...) tick() \(block()) \(end) end"
    }
}
