import CLua
import TestSupport
import Testing

@testable import LuaBridge

/// Lua's file functions do within the script's folders what Lua's own do everywhere.
struct FileFunctionTests {
    let folder = ScratchFolder()

    @Test(arguments: [
        (
            "a write is read back",
            """
            local f = assert(io.open('a', 'w'))
            assert(io.type(f) == 'file' and f:write('one', 2, '\\n', 'three') == f and f:close())
            assert(io.type(f) == 'closed file' and tostring(f) == 'file (closed)')
            local g = io.open('a')
            assert(g:read('l') == 'one2' and g:read(2) == 'th' and g:read('a') == 'ree' and g:read('l') == nil)
            assert(g:seek('set', 3) == 3 and g:read('n') == 2)
            """
        ),
        (
            "modes",
            """
            io.open('a', 'wb'):write('12345'):close()
            io.open('a', 'a'):write('6'):close()
            local f = io.open('a', 'r+b') f:write('x') f:seek('set') assert(f:read('a') == 'x23456') f:close()
            f = io.open('a', 'a+') f:write('7') f:seek('set') assert(f:read('a') == 'x234567') f:close()
            f = io.open('a', 'w+') assert(f:read('a') == '') f:write('new') f:seek('set') assert(f:read('a') == 'new')
            """
        ),
        (
            "a closed scope closes the file",
            """
            local kept
            do local f <close> = io.open('a', 'w') f:write('x') kept = f end
            assert(io.type(kept) == 'closed file')
            """
        ),
        ("a number is a name", "io.open(12, 'w'):close() assert(io.open('12'))"),
        (
            "lines",
            """
            io.open('a', 'w'):write('1\\n2\\n\\n4'):close()
            local all = {}
            for line in io.lines('a') do all[#all + 1] = line end
            assert(table.concat(all, ',') == '1,2,,4')
            """
        ),
        (
            "lines in formats",
            """
            io.open('a', 'w'):write('10 ab\\n20 cd\\n'):close()
            local all = {}
            for n, c, rest in io.lines('a', 'n', 1, 'L') do all[#all + 1] = n .. c .. rest end
            assert(table.concat(all) == '10 ab\\n20 cd\\n')
            """
        ),
        (
            "lines closes its file at the end",
            """
            io.open('a', 'w'):write('1\\n2'):close()
            local next, nothing, none, file = io.lines('a')
            assert(nothing == nil and none == nil and io.type(file) == 'file')
            assert(next() == '1' and next() == '2' and io.type(file) == 'file')
            assert(next() == nil and io.type(file) == 'closed file')
            local ok, e = pcall(next)
            assert(not ok and e == 'file is already closed', e)
            """
        ),
        (
            "lines closes its file when the loop is left",
            """
            io.open('a', 'w'):write('1\\n2'):close()
            local next, _, _, file = io.lines('a')
            for _ in next, nil, nil, file do break end
            assert(io.type(file) == 'closed file')
            """
        ),
        (
            "the default files",
            """
            assert(io.output() == io.stdout and io.input() == io.stdin)
            local out = io.output('a')
            assert(out == io.output() and io.write('1\\n2\\n') == out)
            io.close()
            assert(io.type(out) == 'closed file')
            io.output(io.stdout)
            io.input('a')
            assert(io.read() == '1')
            for line in io.lines() do assert(line == '2') end
            assert(io.type(io.input()) == 'file')
            io.input():close()
            io.input(io.stdin)
            """
        ),
        (
            "temporary files",
            """
            local f = assert(io.tmpfile())
            f:write('x') f:seek('set')
            assert(f:read('a') == 'x')
            local name = os.tmpname()
            assert(io.open(name):read('a') == '' and os.rename(name, 'mine') and os.remove('mine'))
            """
        ),
        (
            "removing and renaming",
            """
            io.open('a', 'w'):close()
            assert(os.rename('a', 'b') == true and not io.open('a') and os.remove('b') == true)
            local ok, message, code = os.remove('b')
            assert(ok == nil and message == "cannot remove 'b': no such file" and code == 2)
            """
        ),
    ])
    func works(_ name: String, _ script: String) async throws {
        _ = try await running(script, in: folder)
    }

    @Test func filesOfAScriptThatEndsAreFlushed() async throws {
        _ = try await running("io.open('a', 'w'):write('kept')", in: folder)
        #expect(try folder.text("a") == "kept")
    }

    @Test func temporaryNamesAreMadeInTheTemporaryFolder() async throws {
        let temporary = ScratchFolder()
        let (folder, path) = (folder, temporary.path)
        let name = try await LuaThread.run {
            try Interpreter(in: folder, temporaryDirectory: path).run("return (os.tmpname():match('^(.*)/lua_%w+$'))")
        }
        #expect(name == [.string(path)])
        #expect(try temporary.names().count == 1)
    }

    @Test func aFailingAllocationIsAnErrorWhereverItHappens() async throws {
        try folder.file("m.lua", "local f <close> = io.open('a', 'w') f:write('x') return 5")
        let folder = folder
        try await LuaThread.run {
            for allocation in 0..<3000 {
                let interpreter = try Interpreter(in: folder)
                interpreter.state.vm.pointee.failing_allocation = Int64(allocation)
                let script = """
                    local m = require 'm'
                    for l in io.lines('a') do m = m .. l end
                    return m .. dofile('m.lua')
                    """
                do {
                    let result = try interpreter.run(script)
                    #expect(result == ["5x5"])
                    // The script needs fewer allocations than this: every one of them has failed once.
                    if interpreter.state.vm.pointee.failing_allocation >= 0 { return }
                } catch let error as LuaError {
                    #expect(error.message.hasSuffix("not enough memory"), "\(allocation): \(error)")
                }
            }
            Issue.record("the script never ran to its end")
        }
    }
}
