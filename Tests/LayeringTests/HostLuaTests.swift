import Testing

/// The host's own Lua lives in files of its own, which luacheck reads, and needs nothing that a script can replace.
struct HostLuaTests {
    private static let files = Repository.files.filter {
        $0.isBelow("Sources") && $0.hasExtension("lua") && !$0.isBelow("Sources/govscript/Init")
    }

    @Test func noneOfItIsWrittenInSwift() {
        let files = Repository.files.filter { $0.isBelow("Sources") && $0.hasExtension("swift") }
        #expect(!files.isEmpty)
        for finding in files.flatMap(LuaInSwift.findings) { Issue.record("\(finding): Lua belongs in a .lua file") }
    }

    /// luacheck finds every global, unless a file tells it otherwise.
    @Test func luacheckKnowsNoGlobalsInIt() throws {
        #expect(Self.files.count >= 7)
        let settings = try #require(Repository.files.first { $0.path == ".luacheckrc" })
        #expect(settings.text.contains("files[\"Sources\"].std = \"none\""))
        for file in Self.files {
            #expect(!file.text.contains("luacheck:"), "\(file.path)")
            #expect(file.text.contains("\nlocal host"), "\(file.path): its first argument is the table of originals")
        }
    }

    /// Methods of strings are found by their metatable, which scripts reach, unlike that of files.
    @Test func itCallsNoMethodsOfStrings() {
        for file in Self.files {
            for (index, line) in file.lines.enumerated() {
                for match in line.matches(of: #/:(\w+)\s*[\(\{"'\[]/#) where !["lines", "read"].contains(match.1) {
                    Issue.record("\(file.path):\(index + 1): the method \(match.1) may be a string's")
                }
            }
        }
    }

    /// Whether garbage is collected is the script's to say.
    ///
    /// Code that must not be disturbed makes no objects of Lua's.
    @Test func noCodeStopsTheCollector() {
        for file in Repository.files where file.isBelow("Sources") {
            for (index, line) in file.lines.enumerated() where line.contains(#/LUA_GC(STOP|RESTART)/#) {
                Issue.record("\(file.path):\(index + 1): scripts decide whether garbage is collected")
            }
        }
    }

    /// The search above finds what it is for.
    @Test(arguments: [
        "    let a = \"\"\"\n        local x = 1\n        \"\"\"",
        "    let a = #\"\"\"\n        return function(a) end\n        \"\"\"#",
        "    f(\"\"\"\n        function links.check(rows)\n        end\n        \"\"\".utf8)",
        "    let a = \"local x = 1\"",
        "    try state.run(\"return 1\".utf8, name: \"=a\")",
        "    try state.runHostCode(Array(\"return 1\".utf8), name: \"a\")",
        "    try run(\n            \"print(1)\".utf8, name: \"=a\")",
        "    state.load(#\"x = 1\"#.utf8)",
    ])
    func luaInSwiftIsFound(_ text: String) {
        let file = SourceFile(path: "Sources/A/A.swift", text: "import LuaBridge\n" + text)
        #expect(LuaInSwift.findings(in: file) == ["Sources/A/A.swift:2"])
    }

    @Test(arguments: [
        "example: \"\"\"\n    local x = 1\n    \"\"\"", "    let a = \"a local address = 1\"",
        "    discussion: \"\"\"\n        A function that says more.\n        \"\"\"",
        "    try engine.run(script, name: \"=a\")", "    // local x = 1", "    upload(\"a.csv\")",
    ])
    func whatOnlyLooksLikeLuaIsNot(_ text: String) {
        #expect(LuaInSwift.findings(in: SourceFile(path: "Sources/A/A.swift", text: text)) == [])
    }
}
