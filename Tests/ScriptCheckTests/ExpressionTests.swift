import Testing

@testable import ScriptCheck

/// Expressions are read as Lua reads them.
struct ExpressionTests {
    private func tree(_ source: String) throws -> String {
        let chunk = try Parser.chunk(of: Array("local a, b, c\nreturn \(source)".utf8))
        guard case .return(let values) = chunk.main.block.last else { return "" }
        return values.map(ShownTree.text).joined(separator: "; ")
    }

    @Test(arguments: [
        ("a + b * c", "(a + (b * c))"),
        ("a * b + c", "((a * b) + c)"),
        ("a - b - c", "((a - b) - c)"),
        ("a .. b .. c", "(a .. (b .. c))"),
        ("a ^ b ^ c", "(a ^ (b ^ c))"),
        ("-a ^ 2", "(- (a ^ 2))"),
        ("2 ^ -a", "(2 ^ (- a))"),
        ("not a == b", "((not a) == b)"),
        ("a or b and c", "(a or (b and c))"),
        ("a and b or c", "((a and b) or c)"),
        ("a < b == true", "((a < b) == true)"),
        ("a | b ~ c & 1 << 2 .. 3", "(a | (b ~ (c & (1 << (2 .. 3)))))"),
        ("a + b .. c", "((a + b) .. c)"),
        ("~a ~ b", "((~ a) ~ b)"),
        ("#a // 2 % 3", "(((# a) // 2) % 3)"),
        ("- - a", "(- (- a))"),
        ("a ~= nil", "(a ~= nil)"),
        ("(a)", "[a]"),
        ("a.b[c]:d(1, ...).e'x'{y = 1}", "a.b[c]:d(1, ...).e(\"x\")({y=1})"),
        ("(a or b).c", "[(a or b)].c"),
        ("x, a", "@x; a"),
        ("{1, x = 2; [a] = 3, f(), x == 1, }", "{1 x=2 [a]=3 @f() (@x == 1)}"),
        ("{}, {;}", ""),
        ("function(x, ...) return x end", "function/1+"),
        ("function() end", "function/0"),
        ("\"a\" .. 'b' .. [[c]]", "(\"a\" .. (\"b\" .. \"c\"))"),
        ("a--[[ b ]]+--[==[ ]] ]==] c -- d", "(a + c)"),
    ])
    func theTree(_ source: String, _ expected: String) throws {
        // An empty expectation: it is no Lua.
        if expected.isEmpty {
            #expect(throws: SyntaxError.self) { try tree(source) }
        } else {
            #expect(try tree(source) == expected)
        }
    }

    @Test(arguments: [
        ("0", "0"), ("007", "7"), ("9223372036854775807", "9223372036854775807"),
        ("9223372036854775808", "9.223372036854776e+18"), ("0xff", "255"), ("0XA", "10"),
        ("0xffffffffffffffff", "-1"), ("0x1ffffffffffffffff", "-1"), ("3.", "3.0"), (".5", "0.5"), ("3e2", "300.0"),
        ("3E-2", "0.03"), ("1e+1", "10.0"), ("0x.8", "0.5"), ("0xA.8p1", "21.0"), ("0x1p-4", "0.0625"),
        ("0x1P+4", "16.0"), ("0xep1", "28.0"), ("1e400", "inf"),
    ])
    func numerals(_ source: String, _ expected: String) throws {
        #expect(try tree(source) == expected)
    }

    @Test(arguments: ["3x", "3..2", "0x", "0x.", "1e", "1e+", "0xp1", "0x1p", "3.4.5", "0xg", "1e5.0", "3_"])
    func malformedNumerals(_ source: String) {
        #expect(throws: SyntaxError(message: "malformed number near '\(source)'", offset: 21)) { try tree(source) }
    }

    @Test(arguments: [
        (#"'a\n\t\\\"\''"#, "a\n\t\\\"'"),
        (#""\65\066\0671""#, "ABC1"),
        (#""\x41\u{42}\u{20AC}""#, "AB€"),
        ("\"a\\z  \n  b\"", "ab"),
        ("\"a\\\nb\\\r\nc\"", "a\nb\nc"),
        ("[[\na\r\nb\n\rc]]", "a\nb\nc"),
        ("[==[a]]b]=]]==]", "a]]b]=]"),
        ("[[]]", ""),
        (#""\a\b\f\r\v""#, "\u{7}\u{8}\u{C}\r\u{B}"),
    ])
    func strings(_ source: String, _ expected: String) throws {
        #expect(try tree(source) == "\"\(expected)\"")
    }

    @Test(arguments: [
        (#""\q""#, "invalid escape sequence"), (#""\300""#, "decimal escape too large"),
        (#""\xg""#, "hexadecimal digit expected"), (#""\u{110000000}""#, "UTF-8 value too large"),
        (#""\u{41""#, "missing '}'"), ("\"a\n\"", "unfinished string"), ("'a", "unfinished string"),
        ("[[a", "unfinished long string"), ("[=a", "invalid long string delimiter"),
        ("--[[", "unfinished long comment"),
        ("a $ b", "unexpected character"), ("", "a name expected near the end of the file"),
        ("a +", "a name expected near the end of the file"), ("f(1", "')' expected near the end of the file"),
        ("a b", "'end' expected near 'b'"), ("function(a,) end", "a name expected near ')'"),
    ])
    func whatIsNoLua(_ source: String, _ message: String) {
        if source == "" {
            #expect(throws: Never.self) { try tree(source) }
        } else {
            #expect { try tree(source) } throws: { ($0 as? SyntaxError)?.message == message }
        }
    }
}
