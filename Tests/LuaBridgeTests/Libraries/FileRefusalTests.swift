import LuaBridge
import TestSupport
import Testing

/// What is outside the script's folders is refused in Lua's own ways, with the flag that opens it.
struct FileRefusalTests {
    let folder = ScratchFolder()

    static let reading = "outside the folders this script may read (allow it with --allow-read"
    static let writing = "outside the folders this script may write (allow it with --allow-write"

    @Test(
        arguments: [
            ("io.open('/etc/passwd')", "cannot read '/etc/passwd': \(reading) /etc/passwd)", 13),
            ("io.open('../x')", "cannot read '../x': \(reading) ../x)", 13),
            ("io.open('/etc/x', 'w')", "cannot write '/etc/x': \(writing) /etc/x)", 13),
            ("io.open('/etc/x', 'a')", "cannot write '/etc/x': \(writing) /etc/x)", 13),
            ("io.open('/etc/x', 'r+')", "cannot open '/etc/x': \(reading) /etc/x)", 13),
            ("os.remove('/etc/x')", "cannot remove '/etc/x': \(writing) /etc/x)", 13),
            ("os.rename('/etc/x', 'y')", "cannot rename '/etc/x': \(reading) /etc/x)", 13),
            ("os.rename('here', '/etc/x')", "cannot rename to '/etc/x': \(writing) /etc/x)", 13),
            ("loadfile('/etc/passwd')", "cannot read '/etc/passwd': \(reading) /etc/passwd)", nil),
            ("io.open('link')", "cannot read 'link': it leads to '/etc/passwd', \(reading) /etc/passwd)", 13),
            ("io.open('missing')", "cannot read 'missing': no such file", 2),
            ("io.open('sub')", "cannot read 'sub': it is a folder", 21),
            ("io.open('sub', 'w')", "cannot write 'sub': it is a folder", 21),
            ("io.open('a\\0b')", "cannot read 'a\\0b': a path cannot hold a NUL", 22),
            ("io.open('a\\xFF')", "cannot read 'a\u{FFFD}': a path has to be UTF-8", 84),
        ] as [(String, String, Int64?)])
    func isReturned(_ call: String, _ words: String, _ number: Int64?) async throws {
        try folder.file("here")
        try folder.folder("sub")
        folder.link("link", to: "/etc/passwd")
        let result = try await running("return \(call)", in: folder)
        #expect(result == [.nil, .string(words)] + (number.map { [.integer($0)] } ?? []))
    }

    @Test(arguments: [
        ("for _ in io.lines('/etc/x') do end", "test.lua:2: cannot read '/etc/x': \(reading) /etc/x)"),
        ("io.input('/etc/x')", "test.lua:2: cannot read '/etc/x': \(reading) /etc/x)"),
        ("io.output('/etc/x')", "test.lua:2: cannot write '/etc/x': \(writing) /etc/x)"),
        ("dofile('/etc/x')", "test.lua:2: cannot read '/etc/x': \(reading) /etc/x)"),
        ("dofile('missing')", "test.lua:2: cannot read 'missing': no such file"),
        ("io.open()", "test.lua:2: bad argument #1 to 'open' (string expected, got no value)"),
        ("io.open({})", "test.lua:2: bad argument #1 to 'open' (string expected, got table)"),
        ("io.open('a', 'rw')", "test.lua:2: bad argument #2 to 'open' (invalid mode)"),
        ("io.lines({})", "test.lua:2: bad argument #1 to 'lines' (string expected, got table)"),
        ("io.input({})", "test.lua:2: bad argument #1 to 'input' (FILE* expected, got table)"),
        ("local f = io.tmpfile() f:close() io.output(f)", "test.lua:2: attempt to use a closed file"),
        ("os.remove()", "test.lua:2: bad argument #1 to 'remove' (string expected, got no value)"),
        ("os.rename('a')", "test.lua:2: bad argument #2 to 'rename' (string expected, got no value)"),
        ("loadfile(true)", "test.lua:2: bad argument #1 to 'loadfile' (string expected, got boolean)"),
        ("dofile(true)", "test.lua:2: bad argument #1 to 'dofile' (string expected, got boolean)"),
        ("setmetatable(1, {})", "test.lua:2: bad argument #1 to 'setmetatable' (table expected, got number)"),
        ("load(nil)", "test.lua:2: bad argument #1 to 'load' (function expected, got nil)"),
    ])
    func isRaised(_ call: String, _ words: String) async throws {
        #expect(try await failing("\n\(call)", in: folder) == words)
    }

    @Test func anArgumentsFileIsOpenThoughItsFolderIsNot() async throws {
        let (folder, other) = (folder, ScratchFolder())
        let path = try other.file("named", "text")
        try await LuaThread.run {
            let interpreter = try Interpreter(.sandboxed)
            try interpreter.state.installFiles(FileAccess(workingDirectory: folder.path, arguments: [path]))
            #expect(try interpreter.run("return io.open(...):read('a')", .string(path)) == ["text"])
            #expect(try interpreter.run("return (io.open(...))", .string(other("else"))) == [.nil])
        }
    }

    /// Without files there is no way around: Lua's own functions are gone.
    @Test(arguments: [
        "io.open", "io.lines", "io.input", "io.output", "io.tmpfile", "os.remove", "os.rename", "os.tmpname",
        "os.getenv", "os.exit", "dofile", "loadfile", "require", "package",
    ])
    func isMissingBeforeItIsInstalled(_ name: String) async throws {
        #expect(try await LuaThread.run { try Interpreter(.sandboxed).run("return \(name)") } == [.nil])
    }
}
