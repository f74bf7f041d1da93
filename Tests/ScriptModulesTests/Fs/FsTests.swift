import LuaBridge
import TestSupport
import Testing

@testable import ScriptModules

/// `fs` as scripts see it.
struct FsTests {
    private let bench = ScriptBench()

    @Test func whatIsWrittenIsReadBack() async throws {
        #expect(try await bench.text("fs.write('a', 'x\\0\\255') return fs.read('a') == 'x\\0\\255'") == "true")
        #expect(try await bench.text("fs.write('a', '') return #fs.read('a')") == "0")
        #expect(try bench.scratch.names() == ["a"], "no file is left over")
    }

    @Test func existsAndStatTellKinds() async throws {
        try bench.scratch.file("file", "12345")
        try bench.scratch.folder("folder")
        let words = try await bench.text(
            """
            local words = {}
            for _, name in ipairs({ "file", "folder", "none" }) do
              local status = fs.stat(name)
              words[#words + 1] = tostring(fs.exists(name)) .. " " .. (status and status.kind or "-")
            end
            return table.concat(words, ", ") .. ", " .. fs.stat("file").size
            """)
        #expect(words == "true file, true folder, false -, 5")
    }

    @Test func modifiedIsAtimeInSeconds() async throws {
        #expect(try await bench.text("fs.write('a', 'x') return fs.stat('a').modified > 1.7e9") == "true")
    }

    @Test func foldersAreListedInOrder() async throws {
        for name in ["b", "a", ".hidden"] { try bench.scratch.file(name) }
        #expect(try await bench.text("return table.concat(fs.list('.'), ' ')") == ".hidden a b")
        #expect(try await bench.text("return #fs.glob('*')") == "2")
    }

    @Test func foldersAreMadeWithTheirParentsAndAgain() async throws {
        #expect(try await bench.text("fs.mkdir('x/y/z') fs.mkdir('x/y/z') return fs.stat('x/y/z').kind") == "folder")
    }

    @Test(arguments: [
        ("fs.read('none')", "data: cannot read 'none': no such file"),
        ("fs.list('none')", "data: cannot list 'none': no such"),
        ("fs.read('/etc/passwd')", "permission: "), ("fs.write('../up', 'x')", "permission: "),
        ("fs.exists('/etc/passwd')", "permission: "), ("fs.stat('/etc')", "permission: "),
        ("fs.mkdir('../up')", "permission: "), ("fs.list('..')", "permission: "),
        ("fs.write('folder', 'x')", "data: "), ("fs.mkdir('file/x')", "data: "),
        ("fs.write('a')", "usage: fs.write: argument #2 'content': expected string, got nil"),
        ("fs.read(1)", "usage: fs.read: argument #1 'path': expected string, got number"),
    ])
    func mistakesAreErrorsOfAKind(_ script: String, _ words: String) async throws {
        try bench.scratch.file("file")
        try bench.scratch.folder("folder")
        let problem = try await bench.problem(script)
        #expect(problem.hasPrefix(words), "\(problem)")
    }

    /// A file that does not fit into the script's memory is refused before it is read.
    @Test func aFileThatDoesNotFitIsRefused() async throws {
        var small = bench
        small.memoryLimit = 4 << 20
        try bench.scratch.file("big", String(repeating: "x", count: 8 << 20))
        let problem = try await small.problem("fs.read('big')")
        #expect(problem.contains("memory"), "\(problem)")
    }
}
