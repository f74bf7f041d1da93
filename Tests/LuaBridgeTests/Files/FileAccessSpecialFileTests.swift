import Glibc
@testable import LuaBridge
import TestSupport
import Testing

struct FileAccessSpecialFileTests {
    let scratch = ScratchFolder()

    /// Opening a FIFO in the usual way waits until somebody opens the other end: this test would not end.
    @Test(arguments: FileOpenMode.allCases) func pipesAreRefusedAtOnce(mode: FileOpenMode) throws {
        let files = FileAccess(workingDirectory: scratch.path)
        mkfifo(scratch("pipe"), 0o600)
        let verb = ["r": "read", "w": "write", "a": "write"][mode.rawValue] ?? "open"
        #expect(files.writing("pipe", for: mode) == "cannot \(verb) 'pipe': it is not a regular file")
    }

    @Test func devicesAndSocketsAreRefused() throws {
        let files = FileAccess(workingDirectory: scratch.path, reading: ["/dev"], writing: ["/dev"])
        #expect(files.reading("/dev/zero") == "cannot read '/dev/zero': it is not a regular file")
        #expect(files.writing("/dev/null") == "cannot write '/dev/null': it is not a regular file")
        #expect(
            files.words { () throws(FileAccessError) in "\(try files.replacing("/dev/null").file.descriptor)" }
                == "cannot write '/dev/null': it is not a regular file")
    }

    @Test func regularFilesBlockAsUsual() throws {
        let files = FileAccess(workingDirectory: scratch.path)
        try scratch.file("a")
        let file = try files.open("a", for: .append)
        let flags = fcntl(file.descriptor, F_GETFL)
        #expect(flags & O_NONBLOCK == 0)
        #expect(flags & O_APPEND != 0)
        #expect(fcntl(file.descriptor, F_GETFD) & FD_CLOEXEC != 0)
    }

    @Test func modesAreThoseOfC() throws {
        let files = FileAccess(workingDirectory: scratch.path)
        try scratch.file("a", "12345")
        #expect(files.writing("a", "x", for: .readUpdate) == "written")
        #expect(try scratch.text("a") == "x2345")
        #expect(files.writing("a", "y", for: .appendUpdate) == "written")
        #expect(try scratch.text("a") == "x2345y")
        #expect(files.writing("a", "z", for: .writeUpdate) == "written")
        #expect(try scratch.text("a") == "z")
        #expect(files.writing("b", for: .readUpdate) == "cannot open 'b': no such file")
        #expect(FileOpenMode(lua: "rb") == .read)
        #expect(FileOpenMode(lua: "r+b") == .readUpdate)
        #expect(FileOpenMode(lua: "rw") == nil)
        #expect(FileOpenMode(lua: "") == nil)
    }
}
