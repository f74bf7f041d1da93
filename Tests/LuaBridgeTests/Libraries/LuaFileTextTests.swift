import Testing

@testable import LuaBridge

/// What of a file's text Lua compiles.
struct LuaFileTextTests {
    @Test(arguments: [
        ("", ""), ("print(1)", "print(1)"), ("\u{FEFF}print(1)", "print(1)"), ("#!/usr/bin/lua\nx()", "\nx()"),
        ("\u{FEFF}# note\r\nx()", "\nx()"), ("#!lua", ""), ("x() #", "x() #"), ("#!lua\n\u{1B}Lua", "\u{1B}Lua"),
        ("\u{FEFF}\u{FEFF}x", "\u{FEFF}x"),
    ])
    func marksAndFirstLinesAreTakenOut(_ file: String, _ code: String) {
        #expect(Array(Array(file.utf8).luaCode) == Array(code.utf8))
    }
}
