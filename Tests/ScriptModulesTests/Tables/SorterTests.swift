import CLua
import CRows
import Glibc
import LuaBridge
import TestSupport
import Testing

/// The sorter of rows where something fails, without a script.
struct SorterTests {
    private let scratch = ScratchFolder()

    /// Adds `count` rows, each with its number as its key, and writes half of them to the file in two parts.
    private func filled(_ call: borrowing LuaCall, count: Int, _ descriptor: Int32) -> OpaquePointer? {
        guard let sorter = crow_new(1 << 20, false, false) else { return nil }
        for number in 0..<count {
            lua_settop(call.L, 0)
            lua_createtable(call.L, 0, 0)  // the metatables
            lua_createtable(call.L, 0, 0)  // the row
            lua_pushinteger(call.L, Int64(number))
            lua_pushinteger(call.L, Int64(number))
            #expect(crow_add(call.L, sorter, 2, -1, 1) == CROW_OK)
            if number % (count / 3) == 0, descriptor >= 0 { #expect(crow_spill(sorter, descriptor) == CROW_OK) }
        }
        return sorter
    }

    private func withSorter(
        _ descriptor: Int32, count: Int = 9000, _ body: @escaping @Sendable (OpaquePointer, OpaquePointer) -> Void
    ) throws {
        let state = try LuaState(memoryLimit: 64 << 20, clock: .virtual)
        state.bindToCurrentThread()
        state.register(
            LuaFunction("try") { call in
                guard let sorter = filled(call, count: count, descriptor) else {
                    Issue.record("no memory")
                    return .nothing
                }
                defer { crow_free(sorter) }
                body(call.L, sorter)
                lua_settop(call.L, 0)
                return .nothing
            })
        _ = try state.scheduler.run("try()".utf8, name: "=t", arguments: [])
    }

    private func openFile() throws -> Int32 {
        let descriptor = open(scratch.path + "/rows", O_RDWR | O_CREAT | O_TRUNC, 0o600)
        try #require(descriptor >= 0)
        return descriptor
    }

    /// A script may catch the error and ask for the next row again.
    @Test func aFailureOfTheFileStaysOne() throws {
        let descriptor = try openFile()
        defer { close(descriptor) }
        try withSorter(descriptor) { L, sorter in
            var size = 0
            #expect(crow_spill(sorter, descriptor) == CROW_OK)
            #expect(crow_finish(sorter) == CROW_OK)
            #expect(crow_next(sorter, &size) == CROW_OK)
            ftruncate(descriptor, 1000)
            var result = CROW_OK
            while result == CROW_OK { result = crow_next(sorter, &size) }
            for _ in 0..<3 {
                #expect(result == CROW_FAILED)
                #expect(errno == EIO)
                #expect(!crow_push(L, sorter, 1))
                errno = 0
                result = crow_next(sorter, &size)
            }
            #expect(crow_held(sorter) < 1000)
        }
    }

    @Test func aFileThatCannotBeWrittenEndsTheSorter() throws {
        let descriptor = open("/dev/full", O_RDWR)
        try #require(descriptor >= 0)
        defer { close(descriptor) }
        try withSorter(-1) { L, sorter in
            for _ in 0..<3 {
                errno = 0
                #expect(crow_spill(sorter, descriptor) == CROW_FAILED)
                #expect(errno == ENOSPC)
                #expect(crow_add(L, sorter, 2, -1, 1) == CROW_FAILED)
                #expect(crow_finish(sorter) == CROW_FAILED)
            }
            #expect(crow_held(sorter) < 1000)
        }
    }

    @Test(arguments: [true, false]) func theLastRowFreesAllOthers(usesFile: Bool) throws {
        let descriptor = try openFile()
        defer { close(descriptor) }
        try withSorter(usesFile ? descriptor : -1) { _, sorter in
            var size = 0, count = 0
            if usesFile { #expect(crow_spill(sorter, descriptor) == CROW_OK) }
            #expect(crow_finish(sorter) == CROW_OK)
            while crow_next(sorter, &size) == CROW_OK { count += 1 }
            #expect(count == 9000)
            #expect(crow_held(sorter) < 1000)
            #expect(crow_next(sorter, &size) == CROW_END)
        }
    }
}
