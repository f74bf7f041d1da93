import FoundationEssentials
import Glibc
@testable import HostState
import Testing

struct RunLockTests {
    @Test func oneProcessGoesOnWithARunAtATime() throws {
        let host = try SharedHost()
        let (one, other) = (try host.state(command: "govscript run a.lua"), try host.state())
        #expect(try other.runOwner("campaign") == nil)
        let lock = try one.lockRun("campaign")
        let error = #expect(throws: HostStateError.self) { try other.lockRun("campaign") }
        #expect(error?.code == .held)
        #expect(
            error?.message == "the run campaign is in progress in process \(getpid()) (govscript run a.lua), "
                + "since 2023-11-14T22:13:20Z")
        let owner = try #require(try other.runOwner("campaign"))
        #expect(owner.pid == getpid())
        #expect(owner.command == "govscript run a.lua")
        #expect(owner.startedAt == Date(timeIntervalSince1970: 1_700_000_000))
        _ = try other.lockRun("another")
        lock.release()
        _ = try other.lockRun("campaign")
    }

    @Test func aLockLeftByADeadProcessIsFree() throws {
        let host = try SharedHost()
        let state = try host.state()
        try StateDirectory.make("\(host.directory.path)/locks")
        try host.directory.write(#"{"pid":1,"startedAt":0,"command":"long ago"}"#, to: "locks/run-a")
        #expect(try state.runOwner("a") == nil)
        let lock = try state.lockRun("a")
        #expect(try state.runOwner("a")?.pid == getpid())
        #expect(try state.runOwner("a")?.command == "")
        lock.release()
        #expect(try host.directory.names(in: "locks") == [])
    }

    @Test func aForgottenLockIsReleased() throws {
        let host = try SharedHost()
        let state = try host.state()
        _ = try state.lockRun("a")
        _ = try state.lockRun("a")
    }

    @Test(arguments: [
        ("campaign-2026", "run-campaign-2026"),
        ("a/b c", "run-a-b-c+"),
        ("..", "run-.."),
        (String(repeating: "long", count: 50), "run-" + String(repeating: "long", count: 15) + "+"),
    ])
    func anyNameMakesAFileName(name: String, beginning: String) {
        let file = LockFileName.of("run", name)
        #expect(beginning.hasSuffix("+") ? file.hasPrefix(beginning) : file == beginning)
        #expect(file.utf8.count <= 100)
    }

    @Test func differentNamesHaveDifferentFiles() {
        let names = ["a/b", "a-b", "a b", "a+b", "ä", "å"] + [90, 91].map { String(repeating: "x", count: $0) }
        #expect(Set(names.map { LockFileName.of("run", $0) }).count == names.count)
    }
}
