import Catalogue
import Testing

/// What names stand for.
struct ManualTests {
    private let manual = Library.manual

    @Test(arguments: [
        ("library.find", "library.find"), ("find", "library.find"), ("library.Shelf:put", "library.Shelf:put"),
        ("library.Shelf.put", "library.Shelf:put"), ("put", "library.Shelf:put"),
    ])
    func aFunctionIsFound(_ name: String, _ function: String) throws {
        guard case .function(let signature) = manual.entry(named: name) else {
            Issue.record("\(name) is no function")
            return
        }
        #expect(signature.name == function)
    }

    @Test func otherEntriesAreFound() {
        #expect(manual.entry(named: "library") == .module(manual.modules[0]))
        #expect(manual.entry(named: "visitors") == .value(manual.globals[0]))
        #expect(manual.entry(named: "lending") == .topic(manual.topics[0]))
        guard case .type(let book) = manual.entry(named: "library.Book") else {
            Issue.record("no book")
            return
        }
        #expect(book.fields.map(\.name) == ["title", "year", "language"])
        #expect(manual.entry(named: "library.nothing") == nil)
    }

    @Test(arguments: [
        ("library.fnd", ["library.find"]), ("libary", ["library"]), ("lendign", ["lending"]),
        ("shelf.find", ["library.find"]), ("fidn", ["library.find"]), ("xyz", []),
    ])
    func theNearestNameIsSuggested(_ name: String, _ suggestions: [String]) {
        #expect(manual.suggestions(for: name) == suggestions)
    }

    @Test func typesAreThoseOfResultsParametersObjectsAndRecords() {
        #expect(
            manual.types.map(\.name) == ["Error", "library.Book", "library.Changes", "library.Shelf"])
        #expect(manual.types.last?.methods.map(\.name) == ["library.Shelf:put"])
        #expect(manual.types.last?.fields.map(\.name) == ["size"])
    }
}
