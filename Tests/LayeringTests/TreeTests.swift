import Testing

/// The repository's files keep what was agreed about them.
struct TreeTests {
    @Test(arguments: TreeRule.all)
    func everyFileKeepsTheRule(_ rule: TreeRule) {
        let files = Repository.files.filter(rule.applies)
        #expect(!files.isEmpty)
        for finding in files.flatMap(rule.findings) { Issue.record("\(finding)") }
    }

    private static let unreserved = "room on Lua's stack that clua_reserve was not asked for"
    private static let besideSystemFiles = "a loop, words, folders, locks or byte order marks beside SystemFiles"
    private static let byHand = "JSON escapes or CSV quotes written beside JSONText and CSVRowEncoder"
    private static let numbered = "a time in a number: use Duration, BootInstant or ServiceInstant"
    private static let taskLocal = "a task-local value that is a function: wrap it in a structure"
    private static let awaitedPart = "a tuple of which a part is awaited: await it before"
    private static let unexplained = "an unchecked promise without its reason in a comment"

    /// The rules find what they are for.
    @Test(arguments: [
        ("a.md", "see /wo·rk/main", "a path of one machine"),
        ("a.md", "/ro·ot/.cache", "a path of one machine"),
        ("Makefile", "PATH=/op·t/swift/usr/bin", "a path of one machine"),
        ("a.lua", "-- TO·DO: later", "a mark of unfinished work"),
        ("Sources/A/A.swift", "// FIX·ME", "a mark of unfinished work"),
        ("Sources/A/A.swift", "// MA·RK: - Reading", "a mark in a file that wants to be two"),
        ("Tests/A/A.swift", "final class A: @unchecked ·Sendable {\n\n// why", unexplained),
        ("Sources/A/A.swift", "/// A.\nnonisolated·(unsafe) var a = 1", unexplained),
        ("Sources/A/A.swift", "let a = try! b()", "code that ends the program when it is wrong"),
        ("Sources/A/A.swift", "(a as! B)", "code that ends the program when it is wrong"),
        ("Sources/A/A.swift", "default: fatalError()", "code that ends the program when it is wrong"),
        ("Sources/A/A.swift", "    @TaskLocal static var a: (@Sendable (String) -> Void)?", taskLocal),
        ("Sources/A/A.swift", "return (index, .success(try await read()))", awaitedPart),
        ("Sources/A/A.swift", "    @TaskLocal\n    static var a: () -> Int = { 1 }", taskLocal),
        ("Sources/A/A.swift", "posix_spawn(&a)", "a program started otherwise than by cprocess_spawn"),
        ("Sources/CLua/a.c", "popen(a, b)", "a program started otherwise than by cprocess_spawn"),
        ("Sources/LuaBridge/A.swift", "/// `--allow-run`", "the product or one of its flags, named in the bridge"),
        ("Sources/CLua/a.c", "// Govscript", "the product or one of its flags, named in the bridge"),
        ("Sources/LuaBridge/a.lua", "-- GOVSCRIPT_X", "the product or one of its flags, named in the bridge"),
        ("Sources/A/A.swift", "    fflush(nil)", "a flush whose failure nobody hears of: cprocess_flush notes it"),
        (
            "Sources/ScriptModules/A.swift", "Data(contentsOf: a)",
            "a file opened for a script otherwise than by FileAccess"
        ),
        ("Sources/A/a.c", String(repeating: "x", count: 121), "wider than 120 columns"),
        ("Sources/A/A.swift", "    print(x)", "a write to a standard stream beside TerminalText"),
        ("Sources/A/A.swift", "_ = write(2, bytes, 3)", "a write to a standard stream beside TerminalText"),
        ("Sources/A/A.swift", "FileHandle.standardError.write(x)", "a write to a standard stream beside TerminalText"),
        ("Sources/A/A.swift", "if errno == EINTR { continue }", besideSystemFiles),
        ("Sources/A/A.swift", "let a = String(cString: strerror(errno))", besideSystemFiles),
        ("Sources/A/A.swift", "bytes.starts(with: [0xEF, 0xBB, 0xBF])", besideSystemFiles),
        ("Sources/A/A.swift", #"    json += "\\u00" + digits"#, byHand),
        ("Sources/A/A.swift", #"    case 0..<0x20: text += "\\u\(hex)".utf8"#, byHand),
        ("Sources/A/A.swift", #"    "\"\(text.replacing("\"", with: "\"\""))\"""#, byHand),
        ("Sources/A/A.swift", "if flock(descriptor, LOCK_EX | LOCK_NB) != 0 {", besideSystemFiles),
        ("Makefile", "all: ", "white space at the end of the line"),
        ("Sources/A/A.swift", "    var blockedUntil: Int64 = .min", numbered),
        ("Sources/A/A.swift", "    let grace = Mutex<UInt32>(0)", numbered),
        ("Sources/A/A.swift", "    static let queueTime: Int64 = 60_000_000_000", numbered),
        ("Sources/A/A.swift", "    private static let pause = 60.0", numbered),
        ("Sources/A/A.swift", "    func take(holder: String, now: Int64) -> Grant {", numbered),
        ("Sources/A/A.swift", "    func clock(isAheadBy seconds: Double) {", numbered),
        ("Sources/A/A.swift", "    func deadline(since asked: Date) throws -> Int64 {", numbered),
        ("Sources/A/A.swift", "    var due: Int, dueAt: [Int64], spans: [String: Int]", numbered),
        ("Sources/LuaBridge/Tasks/A.swift", "    private(set) var nextDeadline = Int64.max", numbered),
        ("Sources/LuaBridge/Tasks/A.swift", "    private var virtualNow: Int64 = 0", numbered),
        ("Sources/RunJournal/A.swift", "    func begin(_ db: Database, now: Int64) throws {", numbered),
        ("Sources/RunJournal/A.swift", "    let created: Int64", numbered),
        ("Sources/A/A.swift", "guard lua_checkstack(L, 4) else {", unreserved),
        ("Sources/A/a.c", "    lua_checkstack(co, 1);", unreserved),
        ("Sources/A/A.swift", "luaL_checkinteger(L, 1)", "a call of Lua's that may raise, made from Swift"),
        (
            "Sources/A/A.swift", "lua_xmove(holder, L, 1)",
            "a value that is left to a coroutine's own stack (it may be dead or full)"
        ),
    ])
    func aBrokenRuleIsFound(_ path: String, _ text: String, _ rule: String) {
        let findings = TreeRule.all.flatMap { $0.findings(in: SourceFile(path: path, text: text.undisguised)) }
        #expect(findings.count == 1)
        #expect(findings.first?.hasSuffix(": " + rule) == true, "\(findings)")
    }

    @Test(arguments: [
        ("a.md", "a/wo·rk/b and ../wo·rk/c and /home/ro·ot/"),
        ("Sources/A/A.swift", "mkstemp(\"/tmp/XX·XXXX\")"),
        ("Tests/A/A.swift", "try! a()"),
        ("Sources/A/A.swift", "let example = \"print(x)\""),
        ("Sources/A/A.swift", "let example = \"\"\"\n    print(x)\n    \"\"\""),
        ("Sources/A/A.swift", "screen.print(x)  // print(x)"),
        ("Sources/A/A.swift", "// it has! been"),
        ("Sources/A/A.swift", "// Unchecked: under the lock.\nfinal class A: @unchecked ·Sendable {"),
        ("Sources/A/A.swift", "final class A: @unchecked ·Sendable {\n    // Unchecked: under the lock."),
        ("Tests/A/A.swift", "nonisolated·(unsafe) var a = 1  // one thread"),
        ("Sources/A/A.swift", "// \(String(repeating: "ä", count: 117))"),
    ])
    func whatOnlyLooksLikeItIsNot(_ path: String, _ text: String) {
        #expect(TreeRule.all.flatMap { $0.findings(in: SourceFile(path: path, text: text.undisguised)) } == [])
    }
}
