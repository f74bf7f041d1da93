import Glibc
import TestSupport
import Testing

@testable import SystemFiles

/// Whole files by descriptors, folders, and the system's words.
struct SystemFilesTests {
    private let scratch = ScratchFolder()

    private func opened<Result>(_ name: String, _ flags: Int32, _ body: (Int32) throws -> Result) throws -> Result {
        let descriptor = open(scratch(name), flags | O_CLOEXEC, 0o600)
        try #require(descriptor >= 0)
        defer { close(descriptor) }
        return try body(descriptor)
    }

    @Test func whatIsWrittenIsReadInPieces() throws {
        let bytes = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        try opened("a", O_WRONLY | O_CREAT) { try FileBytes.write(bytes, to: $0) }
        #expect(try opened("a", O_RDONLY) { try FileBytes.all(of: $0) } == bytes)
        var sizes: [Int] = []
        try opened("a", O_RDONLY) { try FileBytes.forEachPiece(of: $0, size: 40_000) { sizes.append($0.count) } }
        #expect(sizes == [40_000, 40_000, 20_000])
    }

    @Test func whatIsWrittenAtAPlaceStandsThere() throws {
        try scratch.file("a", "0123456789")
        try opened("a", O_WRONLY) { try FileBytes.write(Array("xy".utf8), to: $0, at: 3) }
        #expect(try scratch.text("a") == "012xy56789")
    }

    @Test func readingEndsSoonAfterTheLimit() throws {
        try scratch.file("a", String(repeating: "x", count: 1 << 20))
        let count = try opened("a", O_RDONLY) { try FileBytes.all(of: $0, limit: 100_000) }.count
        #expect((100_001...165_536).contains(count))
    }

    /// A pipe takes and gives a little at a time.
    @Test func aPipeIsReadToItsEnd() throws {
        var ends: [Int32] = [-1, -1]
        try #require(pipe(&ends) == 0)
        try FileBytes.write(Array("a pipe".utf8), to: ends[1])
        close(ends[1])
        defer { close(ends[0]) }
        #expect(try FileBytes.all(of: ends[0]) == Array("a pipe".utf8))
    }

    @Test func failuresAreTheSystems() throws {
        #expect(throws: SystemError(EISDIR)) { try opened(".", O_RDONLY) { try FileBytes.all(of: $0) } }
        #expect(throws: SystemError(EBADF)) { try FileBytes.write([1], to: -1) }
        #expect(throws: SystemError(EBADF)) { try FileBytes.write([1], to: -1, at: 7) }
        try FileBytes.write([], to: -1)
    }

    @Test func anInterruptedCallIsMadeAgain() {
        var results = [-1, -1, 5]
        let result = SystemError.uninterrupted {
            errno = EINTR
            return results.removeFirst()
        }
        #expect(result == 5 && results.isEmpty)
        let failed = SystemError.uninterrupted {
            errno = EIO
            return -1
        }
        #expect(failed == -1)
    }

    @Test(arguments: [
        (EACCES, "Permission denied", "permission denied", SystemError.Cause.rights),
        (ENOSPC, "No space left on device", "no space left on device", .full),
        (ENOENT, "No such file or directory", "no such file or directory", .place),
        (EIO, "Input/output error", "input/output error", .other),
    ])
    func theWordsAreTheSystems(_ number: Int32, _ text: String, _ words: String, _ cause: SystemError.Cause) {
        let error = SystemError(number)
        #expect(error.systemText == text && error.words == words && error.description == words && error.cause == cause)
    }

    @Test(arguments: [
        ("plain/path-1.csv", "plain/path-1.csv"), ("a b", "'a b'"), ("it's", "'it'\\''s'"), ("", "''"),
        ("$(x)", "'$(x)'"),
        ("é", "é"),
    ])
    func aWordCanBePastedIntoAShell(_ text: String, _ word: String) {
        #expect(text.shellWord == word)
    }

    @Test func foldersAreMadeWithTheirParentsForTheUserAlone() throws {
        try PrivateFolder.make(scratch("a/b/c"))
        try PrivateFolder.make(scratch("a/b/c"))
        for name in ["a", "a/b", "a/b/c"] {
            var status = stat()
            #expect(stat(scratch(name), &status) == 0 && status.st_mode & 0o777 == 0o700, "\(name)")
        }
    }

    @Test func whatIsInTheWayIsTold() throws {
        try scratch.file("file")
        #expect(throws: SystemError(ENOTDIR)) { try PrivateFolder.make(scratch("file/a/b")) }
        try PrivateFolder.make(scratch("file"))
        #expect(throws: SystemError(ENOENT)) { try PrivateFolder.make("") }
    }

    @Test func aLockIsHeldUntilItsFileIsClosed() throws {
        #expect(WholeFileLock.isHeld(scratch("a")) == nil)
        try opened("a", O_WRONLY | O_CREAT) { first in
            #expect(WholeFileLock.isHeld(scratch("a")) == false)
            #expect(WholeFileLock.take(.shared, of: first))
            #expect(WholeFileLock.isHeld(scratch("a")) == true)
            try opened("a", O_RDWR) { second in
                #expect(!WholeFileLock.take(of: second))
                #expect(WholeFileLock.take(.shared, of: second))
                #expect(!WholeFileLock.take(of: first))
            }
            #expect(WholeFileLock.take(of: first, waits: true))
            WholeFileLock.release(first)
            #expect(WholeFileLock.isHeld(scratch("a")) == false)
            #expect(WholeFileLock.take(of: first))
        }
        #expect(WholeFileLock.isHeld(scratch("a")) == false)
        symlink("a", scratch("link"))
        #expect(WholeFileLock.isHeld(scratch("link")) == nil)
    }
}
