import ApiClients
import Glibc
import TestSupport
import Testing

/// Files that are not read again while they have not changed.
struct KnownScansTests {
    private let scratch = ScratchFolder()
    private let scans = KnownScans<String>()

    private func stamp(_ name: String) -> FileStamp? {
        let descriptor = open(scratch(name), O_RDONLY | O_NONBLOCK)
        defer { close(descriptor) }
        return FileStamp(ofDescriptor: descriptor)
    }

    /// What is known of the file, and whether it was read for that.
    private func scan(
        _ name: String, as called: String? = nil, meanwhile change: () throws -> Void = {}
    ) async throws -> (text: String, isRead: Bool) {
        var isRead = false
        let text = try await scans.scan(called ?? name, stamp: { stamp(name) }) {
            isRead = true
            let text = try scratch.text(name)
            try change()
            return text
        }
        return (text, isRead)
    }

    @Test func aFileIsReadOnce() async throws {
        try scratch.file("a", "one")
        #expect(try await scan("a") == ("one", true))
        #expect(try await scan("a") == ("one", false))
    }

    @Test func whatChangesIsReadAgain() async throws {
        try scratch.file("a", "one")
        _ = try await scan("a")
        try scratch.file("a", "three")
        #expect(try await scan("a") == ("three", true))
        // Another file in its place, of the same size.
        try scratch.file("b", "seven")
        rename(scratch("b"), scratch("a"))
        #expect(try await scan("a") == ("seven", true))
        #expect(try await scan("a") == ("seven", false))
    }

    @Test func whatChangesWhileItIsReadIsNotRemembered() async throws {
        try scratch.file("a", "one")
        #expect(try await scan("a") { try scratch.file("a", "two and more") } == ("one", true))
        #expect(try await scan("a") == ("two and more", true))
    }

    @Test func anErrorIsNotRemembered() async throws {
        struct Failure: Error {}
        try scratch.file("a", "one")
        await #expect(throws: Failure.self) { _ = try await scan("a") { throw Failure() } }
        #expect(try await scan("a") == ("one", true))
    }

    /// Messages about a file name it as the script does.
    @Test func anotherNameIsReadByItself() async throws {
        try scratch.file("a", "one")
        _ = try await scan("a")
        #expect(try await scan("a", as: "./a").isRead)
    }

    @Test func whatIsNoRegularFileHasNoStamp() {
        mkfifo(scratch("pipe"), 0o600)
        #expect(stamp("pipe") == nil)
        #expect(stamp("none") == nil)
    }

    @Test func onlyAFewAreKept() async throws {
        for number in 0..<6 {
            try scratch.file("\(number)", "x")
            _ = try await scan("\(number)")
        }
        #expect(try await scan("0").isRead)
        #expect(try await !scan("5").isRead)
    }
}
