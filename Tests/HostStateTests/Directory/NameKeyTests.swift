import Glibc
import HostState
import Testing

/// The key that names are derived with survives the loss of any one of its places.
struct NameKeyTests {
    private let folder: TemporaryDirectory
    private var state: String { "\(folder.path)/state" }
    private var user: String { "\(folder.path)/config/govscript" }

    init() throws { folder = try TemporaryDirectory() }

    private func key(_ state: String, copy: [UInt8]? = nil) throws -> [UInt8] {
        try HostState(at: state).nameKey(in: user) { copy }
    }

    @Test func itIsTheUsersInEveryStateDirectory() throws {
        let key = try key(state)
        #expect(key.count == 32)
        #expect(try self.key("\(folder.path)/other") == key)
        #expect(try folder.mode(of: "config/govscript/names.key") == 0o600)
    }

    @Test(arguments: ["state/names.key", "config/govscript/names.key"])
    func oneLossIsMended(_ lost: String) throws {
        let key = try key(state)
        unlink("\(folder.path)/\(lost)")
        #expect(try self.key(state) == key)
        #expect(try folder.mode(of: lost) == 0o600)
    }

    /// Only where both are gone: a run's own copy is asked for then.
    @Test func aCopyIsTakenBeforeANewOneIsDrawn() throws {
        let copy = [UInt8](repeating: 5, count: 32)
        let key = try key(state, copy: nil)
        #expect(try self.key(state, copy: copy) == key)
        unlink("\(state)/names.key")
        unlink("\(user)/names.key")
        #expect(try self.key(state, copy: copy) == copy)
        #expect(try self.key("\(folder.path)/other") == copy)
    }

    /// A state directory that was moved here was used with its own key.
    @Test func theStateDirectorysOwnCounts() throws {
        let own = try HostState(at: state).nameKey()
        let users = try key("\(folder.path)/other")
        #expect(own != users)
        #expect(try key(state) == own)
        #expect(try key("\(folder.path)/third") == users)
    }

    @Test func aFolderThatCannotBeUsedIsDoneWithout() throws {
        let state = try HostState(at: state)
        let home = "\(folder.path)/nobody"
        #expect(try state.nameKey(in: "\(home)/.config/govscript") == state.nameKey())
        #expect(access(home, F_OK) != 0)
    }

    private func key(_ host: String, _ all: AllHosts) throws -> [UInt8] {
        try HostState(at: "\(folder.path)/\(host)").nameKey(
            in: "\(folder.path)/\(host)-config/govscript",
            agree: { own in
                all.key = all.key ?? own
                return all.key
            })
    }

    private final class AllHosts {
        var key: [UInt8]?
    }

    /// The first host brings its key along, or draws one; the others get it.
    @Test func allHostsHaveTheSameKey() throws {
        let all = AllHosts()
        let own = try HostState(at: "\(folder.path)/first").nameKey()
        #expect(try key("first", all) == own)
        #expect(try key("second", all) == own)
        // It stays there without the others.
        #expect(try HostState(at: "\(folder.path)/second").nameKey() == own)
        let others = AllHosts()
        #expect(try key("third", others) == others.key)
        #expect(others.key?.count == 32)
    }

    @Test func aHostWithAKeyOfItsOwnIsToldWhatToDo() throws {
        let all = AllHosts()
        let shared = try key("first", all)
        _ = try HostState(at: "\(folder.path)/second").nameKey(in: "\(folder.path)/second-config/govscript")
        for place in ["second", "second-config/govscript"] {
            let path = "\(folder.path)/\(place)/names.key"
            let error = #expect(throws: HostStateError.self) { try key("second", all) }
            #expect(
                error?.message
                    == "\(path) differs from the key that the machines share: links without a name would get other "
                    + "names here, and might be made twice")
            #expect(
                error?.hint
                    == "If no run is unfinished on this machine, move the file away, and it gets the shared one: "
                    + "mv '\(path)' '\(path).own'")
            rename(path, "\(path).own")
        }
        #expect(try key("second", all) == shared)
    }
}
