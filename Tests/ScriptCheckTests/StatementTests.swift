import LuaBridge
import Testing

@testable import ScriptCheck

/// Statements are read as Lua reads them, and names mean what they mean to Lua.
struct StatementTests {
    @Test(arguments: [
        "", ";;;", "#!/usr/bin/env govscript\nreturn", "\u{FEFF}# x\nreturn 1;", "do end", "while a do break end",
        "repeat local x = f() until x", "for i = 1, 2 do end", "for i = 1, 2, 3 do end", "for k, v in f() do end",
        "for k in f, s, 1, 2 do end", "if a then elseif b then elseif c then else end", "function f() end",
        "function a.b.c:d(...) end", "local function f(a, b, ...) end", "local a <const>, b <close> = 1, nil",
        "local a", "goto x; ::x::", "::a:: ::b::", "f() g() h{} i'' j[[]]", "a, b.c, d[1] = 1, 2", "a.b():c'x'.d = 1",
        "(f or g)()", "(a).b = 1", "return", "return f()", "return 1, 2;", "a = function() return end",
        "goto = 1", "break = 1", "local goto",
    ])
    func accepted(_ source: String) async throws {
        let bytes = Array(source.utf8)
        let isLua = try await LuaThread.run {
            let text = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...]
            let chunk = text.first == UInt8(ascii: "#") ? text.drop { $0 != UInt8(ascii: "\n") } : text
            return (try? LuaState().checkSyntax(of: chunk, name: "=a")) != nil
        }
        #expect(((try? Parser.chunk(of: bytes)) != nil) == isLua)
    }

    @Test(arguments: [
        "a", "a.b", "f() = 1", "(a) = 1", "local a = 1 = 2", "for i = 1 do end", "for i = 1, 2, 3, 4 do end", "end",
        "if a then", "return 1 local a", "local a <const", "function a:b.c() end", "x = = 1", "f(", "else", "1 = 2",
        "local function a.b() end", "a, f() = 1, 2", "do return 1 2 end", "::a", "goto 1", "a:b = 1", "'x'.y = 1",
    ])
    func refused(_ source: String) {
        #expect(throws: SyntaxError.self) { try Parser.chunk(of: Array(source.utf8)) }
    }

    /// The globals that a program reads, by the checks' own account of what is not defined.
    @Test(arguments: [
        ("local xxx = xxx", ["1:13"]),
        ("local function xxx() xxx() end", []),
        ("local xxx = function() xxx() end", ["1:24"]),
        ("do local xxx end xxx()", ["1:18"]),
        ("repeat local xxx = 1 until xxx", []),
        ("for xxx = xxx, 1 do print(xxx) end print(xxx)", ["1:11", "1:42"]),
        ("for xxx in xxx do print(xxx) end", ["1:12"]),
        ("local function f(xxx) return xxx end xxx()", ["1:38"]),
        ("function xxx.yyy() end", ["1:10"]),
        ("local yyy = {} function yyy:f() return self, yyy, xxx end", ["1:51"]),
        ("if xxx then local xxx end", ["1:4"]),
        ("local _ENV = {} xxx()", []),
        ("local function f(_ENV) return xxx end f(xxx)", ["1:41"]),
        ("xxx.yyy, xxx[1] = 1", ["1:1", "1:10"]),
        ("é = 'é' .. xxx", ["1:1"]),
        ("local a = 'éü' .. xxx", ["1:19"]),
        ("local a\r\n\r\n\txxx()", ["3:2"]),
        ("local a = [[\n\n]] .. xxx", ["3:7"]),
    ])
    func namesMeanWhatTheyMeanToLua(_ source: String, _ places: [String]) {
        let found = ScriptCheck(signatures: []).findings(in: source, file: "a").filter { $0.code != "needs-flag" }
        #expect(found.map { "\($0.line):\($0.column)" } == places)
    }

    /// As deep as Lua goes, and no further: no text overflows the stack.
    @Test(arguments: [
        ("(", "a", ")"), ("{", "", "}"), ("- ", "1", ""), ("f(", "", ")"), ("function() return ", "1", " end"),
        ("a .. ", "b", ""), ("2 ^ ", "2", ""), ("not ", "1", ""), ("a[", "1", "]"),
    ])
    func nesting(_ open: String, _ inner: String, _ close: String) async throws {
        for depth in [90, 180, 250, 100_000] {
            let source =
                "return " + String(repeating: open, count: depth) + inner + String(repeating: close, count: depth)
            let bytes = Array(source.utf8)
            let isLua = try await LuaThread.run { (try? LuaState().checkSyntax(of: bytes, name: "=a")) != nil }
            let findings = ScriptCheck(signatures: []).findings(in: bytes, file: "a")
            let isRead = !findings.contains { $0.code == "syntax-error" }
            #expect(isRead || !isLua, "\(depth)")
            #expect(!isRead || depth < 250, "\(depth)")
        }
    }

    @Test func nestedBlocks() {
        for (open, close) in [
            ("do ", " end"), ("while a do ", " end"), ("if a then ", " end"), ("repeat ", " until a"),
        ] {
            let text = { (depth: Int) in
                Array((String(repeating: open, count: depth) + String(repeating: close, count: depth)).utf8)
            }
            #expect((try? Parser.chunk(of: text(190))) != nil)
            #expect(throws: SyntaxError.self) { try Parser.chunk(of: text(100_000)) }
        }
    }

    /// What is long rather than deep has no limit.
    @Test(arguments: ["a + ", "a and ", "a < "])
    func longChains(_ link: String) throws {
        let source = "return " + String(repeating: link, count: 50_000) + "a"
        #expect(ScriptCheck(signatures: []).findings(in: source, file: "a").count == 50_001)
        for step in ["().x", "().length", ".size[0]"] {
            let calls = "f" + String(repeating: step, count: 50_000) + "()"
            #expect(ScriptCheck(signatures: []).findings(in: calls, file: "a").count == 1)
        }
        let branches = "if a then" + String(repeating: " elseif a then", count: 50_000) + " end"
        #expect(ScriptCheck(signatures: []).findings(in: branches, file: "a").count == 50_001)
    }
}
