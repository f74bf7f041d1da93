import LuaBridge
import Testing

/// Sequences that scripts walk with the generic `for`.
struct IteratorTests {
    @Test func immediateElementsNeedNoWait() async throws {
        let script = "local sum = 0 for n in library.all(4) do sum = sum + n end return sum"
        #expect(try await Reading().run(script) == [10])
        // Inside a comparator nothing could wait.
        let sorted = "local n = library.all(9) table.sort({ 2, 1 }, function(a, b) n() return a < b end) return n() > 1"
        #expect(try await Reading().run(sorted) == [true])
    }

    @Test func waitingElementsAreWaitedFor() async throws {
        let script =
            "local t = {} for book in library.pages() do t[#t + 1] = book.title end return table.concat(t, ', ')"
        #expect(try await Reading().run(script) == ["1: asking for a page, 2: asking for a page"])
    }

    @Test func twoWalksAreApart() async throws {
        let script = "local a, b = library.all(9), library.all(9) a() a() return a(), b()"
        #expect(try await Reading().run(script) == [3, 1])
    }

    @Test func anElementThatFailsRaises() async throws {
        let error = try await Reading().error(of: "(function() for _ in library.all(20) do end end)()")
        #expect(error == ["conflict", .nil, "library.burn: it is gone already"])
    }
}
