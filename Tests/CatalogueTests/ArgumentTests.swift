import LuaBridge
import Testing

/// Arguments are read as declared, and what does not fit is said in words that name the place.
struct ArgumentTests {
    @Test(arguments: [
        ("library.find('Emma', 1815)", "Emma 1815 english any 30.0 seconds"),
        ("library.find('Emma', 1815, nil)", "Emma 1815 english any 30.0 seconds"),
        ("library.find('Emma', 1815, {})", "Emma 1815 english any 30.0 seconds"),
        ("library.find('Emma', 1815, nil, nil)", "Emma 1815 english any 30.0 seconds"),
        ("library.find('Emma', 1815.0, { limit = 2 })", "Emma 1815 english 2 30.0 seconds"),
        ("library.find('Emma', 1815, { limit = null, language = 'malay' })", "Emma 1815 malay any 30.0 seconds"),
        ("library.find('Emma', 1815, { patience = 0.25 })", "Emma 1815 english any 0.25 seconds"),
    ])
    func argumentsArriveAndDefaultsAreFilledIn(_ call: String, _ arrived: String) async throws {
        #expect(try await Reading().run("return \(call)") == [.string(arrived)])
    }

    @Test(arguments: [
        ("library.find()", "library.find: argument #1 'title': expected string, got nil"),
        ("library.find('Emma')", "library.find: argument #2 'year': expected integer, got nil"),
        ("library.find({}, 1815)", "library.find: argument #1 'title': expected string, got table"),
        ("library.find(shelf, 1815)", "library.find: argument #1 'title': expected string, got library.Shelf"),
        (
            "library.find('\\xff', 1)",
            "library.find: argument #1 'title': expected text in UTF-8, got a string with other bytes"
        ),
        ("library.find('Emma', 1.5)", "library.find: argument #2 'year': expected integer, got the float 1.5"),
        ("library.find('Emma', null)", "library.find: argument #2 'year': expected integer, got null"),
    ])
    func aWrongArgumentIsNamed(_ call: String, _ message: String) async throws {
        #expect(try await Reading().complaint(about: call) == message)
    }

    @Test(arguments: [
        ("{ limt = 1 }", "library.find: unknown option 'limt'; did you mean 'limit'?"),
        ("{ Language = 'malay' }", "library.find: unknown option 'Language'; did you mean 'language'?"),
        ("{ colour = 1 }", "library.find: unknown option 'colour'; known: language, limit, patience"),
        ("{ [true] = 1 }", "library.find: unknown option 'true'; known: language, limit, patience"),
        ("{ [7] = 1 }", "library.find: unknown option '7'; known: language, limit, patience"),
        ("{ 1 }", "library.find: options: expected named fields, got a list"),
        ("'malay'", "library.find: options: expected table, got string"),
        ("print", "library.find: options: expected table, got function"),
        ("{ limit = 'two' }", "library.find: option 'limit': expected integer, got string"),
        ("{ patience = '1' }", "library.find: option 'patience': expected number, got string"),
        ("{ patience = -1 }", "library.find: option 'patience': expected seconds from 0 to 1e9, got -1.0"),
        ("{ language = 'latin' }", "library.find: option 'language': no language is called 'latin'"),
        ("{ language = 1 }", "library.find: option 'language': expected string, got number"),
        ("nil, 5", "library.find: expected at most 3 arguments, got 4"),
    ])
    func aWrongOptionIsNamed(_ options: String, _ message: String) async throws {
        #expect(try await Reading().complaint(about: "library.find('Emma', 1815, \(options))") == message)
    }

    @Test(arguments: [
        ("library.count(1)", "library.count: expected no arguments, got 1"),
        ("library.all(1, {})", "library.all: expected at most 1 argument, got 2"),
    ])
    func tooManyArgumentsAreRefused(_ call: String, _ message: String) async throws {
        #expect(try await Reading().complaint(about: call) == message)
    }

    @Test func trailingNilsAreNoArguments() async throws {
        #expect(try await Reading().run("return library.count(nil, nil)") == [7])
    }

    @Test func theErrorTellsKindFunctionAndPlace() async throws {
        let error = try await Reading().error(of: "library.find()")
        #expect(error == ["usage", "library.find", "library.find: argument #1 'title': expected string, got nil"])
        let uncaught = await #expect(throws: LuaError.self) { try await Reading().run("\nlibrary.count(1)") }
        #expect(uncaught?.message == "test.lua:2: library.count: expected no arguments, got 1")
    }

    @Test func aBrokenRuleIsAFaultOfTheData() async throws {
        let message: LuaValue = "library.find: argument #2 'year': expected a year of printing, got 12"
        #expect(try await Reading().error(of: "library.find('Emma', 12)") == ["data", "library.find", message])
    }

    @Test func aTableThatContainsItselfIsRefusedByName() async throws {
        let script = "local t = {}; t.t = t; local ok, e = pcall(library.find, t, 1815); return e.kind, e.message"
        let words: LuaValue = "library.find: argument #1 'title': a table contains itself"
        #expect(try await Reading().run(script) == ["usage", words])
    }
}
