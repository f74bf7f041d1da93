import FoundationEssentials
@testable import HostState
import Testing

struct HolderTests {
    private func holder(_ folder: TemporaryDirectory) throws -> Holder {
        try Holder(in: folder.path, owner: LockOwner(command: "a", at: Date(timeIntervalSince1970: 0)))
    }

    @Test func aHolderLivesUntilItsProcessEnds() throws {
        let folder = try TemporaryDirectory()
        let one = try holder(folder)
        var other: Holder? = try holder(folder)
        let name = try #require(other?.name)
        #expect(!one.isDead(name))
        #expect(!one.isDead(one.name))
        other = nil
        #expect(one.isDead(name))
        #expect(try folder.names() == [one.name])
    }

    @Test func aFileNobodyLocksIsOfTheDeadThoughItsProcessNumberLives() throws {
        let folder = try TemporaryDirectory()
        let one = try holder(folder)
        let number = try #require(one.name.split(separator: "-").first)
        let dead = "\(number)-0"
        try folder.write("", to: dead)
        #expect(one.isDead(dead))
    }

    @Test func namesThatAreNotOursToJudgeCountAsLiving() throws {
        let folder = try TemporaryDirectory()
        let one = try holder(folder)
        for name in ["", "x", "1", "1-", "../a-1", "1-1-1"] { #expect(!one.isDead(name), "\(name)") }
    }

    @Test func filesOfTheDeadAreSwept() throws {
        let folder = try TemporaryDirectory()
        let one = try holder(folder)
        try folder.write("", to: "1-a")
        try folder.write("", to: "notes.txt")
        try Holder.sweep(folder.path)
        #expect(try folder.names() == [one.name, "notes.txt"].sorted())
    }

    @Test func aRemovedFileIsMadeAnew() throws {
        let folder = try TemporaryDirectory()
        let (one, other) = (try holder(folder), try holder(folder))
        try folder.remove(one.name)
        #expect(other.isDead(one.name))
        try one.restore()
        #expect(!other.isDead(one.name))
    }
}
