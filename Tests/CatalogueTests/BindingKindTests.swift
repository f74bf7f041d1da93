import LuaBridge
import Testing

/// Functions with further arguments, reads, methods, and functions whose body is Lua.
struct BindingKindTests {
    @Test(arguments: [
        ("library.say('a')", ["a"]), ("library.say('a', 1, nil, 'b')", ["a", "1", "nil", "\"b\""]),
        ("library.say('a', print, { 1 })", ["a", "function", "{…}"]),
    ])
    func furtherArgumentsArrive(_ call: String, _ words: [String]) async throws {
        let expected = words.map(LuaValue.string)
        #expect(try await Reading().run("return \(call)") == [.table(LuaTable(array: expected))])
    }

    @Test func namedArgumentsBeforeFurtherOnesAreChecked() async throws {
        let message = "library.say: argument #1 'word': expected string, got nil"
        #expect(try await Reading().complaint(about: "library.say()") == message)
    }

    @Test func aReadAnswersWithARecordAndKnowsItsTask() async throws {
        let book: LuaTable = ["title": "Emma for library.fetch", "year": 1815, "language": "malay"]
        #expect(try await Reading().run("return library.fetch('Emma', { language = 'malay' })") == [.table(book)])
        #expect(try await Reading().run("return library.fetch('Emma').language") == [.nil])
    }

    @Test func aListOfRecordsIsAList() async throws {
        let script = "local list = library.shelves() return #list, list[2].title"
        #expect(try await Reading().run(script) == [2, "Persuasion"])
    }

    @Test func aReadChecksBeforeItWaits() async throws {
        let message = "library.fetch: unknown option 'lang'; did you mean 'language'?"
        #expect(try await Reading().complaint(about: "library.fetch('Emma', { lang = 1 })") == message)
    }

    @Test func aMethodWorksOnItsObject() async throws {
        #expect(try await Reading().run("shelf:put('a') return shelf:put('b', { copies = 2 })") == [3])
    }

    @Test(arguments: [
        ("shelf:put()", "library.Shelf:put: argument #1 'title': expected string, got nil"),
        ("shelf:put('a', { copis = 1 })", "library.Shelf:put: unknown option 'copis'; did you mean 'copies'?"),
        ("shelf:put('a', {}, 1)", "library.Shelf:put: expected at most 2 arguments, got 3"),
        (
            "shelf.put('a')",
            "library.Shelf:put: expected library.Shelf as its object, got string; call it as object:put(...)"
        ),
        ("shelf.put()", "library.Shelf:put: expected library.Shelf as its object, got nil; call it as object:put(...)"),
    ])
    func aMethodsWrongArgumentIsNamed(_ call: String, _ message: String) async throws {
        #expect(try await Reading().complaint(about: call) == message)
    }

    @Test func aScriptCheckedFunctionAnswersWithItsOptions() async throws {
        let filled: LuaTable = ["limit": 10]
        #expect(try await Reading().run("return library.sort({}, print)") == [.table(filled)])
        let given: LuaTable = ["limit": 3, "by": "malay"]
        let call = "library.sort(library.all(1), print, { limit = 3, by = 'malay', done = print })"
        #expect(try await Reading().run("return \(call)") == [.table(given)])
    }

    @Test(arguments: [
        ("library.sort(1, print)", "library.sort: argument #1 'items': expected a list or an iterator, got number"),
        ("library.sort({}, {})", "library.sort: argument #2 'less': expected function, got table"),
        ("library.sort({})", "library.sort: argument #2 'less': expected function, got nil"),
        ("library.sort({}, print, { limit = {} })", "library.sort: option 'limit': expected integer, got table"),
        ("library.sort({}, print, { done = 1 })", "library.sort: option 'done': expected function, got number"),
        ("library.sort({}, print, { lmit = 1 })", "library.sort: unknown option 'lmit'; did you mean 'limit'?"),
    ])
    func aScriptCheckedFunctionChecks(_ call: String, _ message: String) async throws {
        #expect(try await Reading().complaint(about: call) == message)
    }

    @Test func furtherArgumentsOfAScriptCheckedFunctionStayInLua() async throws {
        #expect(
            try await Reading().run("local t = {}; t[1] = t; return library.each(print, t, print)") == [.table([:])])
    }

    @Test func furtherArgumentsThatHaveNoCopyAreRefused() async throws {
        let message = "library.say: argument #3: a table contains itself"
        #expect(
            try await Reading().complaint(about: "library.say('a', 1, (function(t) t[1] = t return t end)({}))")
                == message)
    }

    @Test func aReferencedTableIsNotCopied() async throws {
        #expect(try await Reading().run("local t = {}; t[1] = t; return library.sort(t, print).limit") == [10])
    }
}
