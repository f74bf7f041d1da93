import Catalogue
import FoundationEssentials
import Testing

/// A signature says all there is to say about a function, as plain data.
struct SignatureTests {
    @Test(arguments: [
        (Library.find, "library.find(title, year, { language = \"english\", limit = nil, patience = 30 })"),
        (Library.count, "library.count()"),
        (Library.say, "library.say(word, ...)"),
        (Library.fetch, "library.fetch(title, { language = nil })"),
        (Library.add, "library.add(title, { copies = 1 })"),
        (Library.sort, "library.sort(items, less, { limit = 10, by = nil, done = nil })"),
        (Library.put, "library.Shelf:put(title, { copies = 1 })"),
    ])
    func theFormOfACall(_ binding: Binding<Shelf>, _ form: String) {
        #expect(binding.signature.callForm == form)
    }

    @Test func everyFactIsInTheSignature() {
        let signature = Library.find.signature
        #expect(signature.name == "library.find")
        #expect(signature.summary == "Finds a book.")
        #expect(signature.required.map(\.name) == ["title", "year"])
        #expect(signature.options.map(\.name) == ["language", "limit", "patience"])
        #expect(signature.parameters.map(\.type) == ["string", "integer", "library.Language", "integer?", "number"])
        #expect(signature.parameters.map(\.fallback) == [nil, nil, "\"english\"", nil, "30"])
        #expect(signature.parameters[2].allowedValues == ["\"english\"", "\"malay\""])
        #expect(signature.parameters[0].allowedValues == [])
        #expect(signature.parameters[1].summary == "When it came out.")
        #expect(signature.rest == nil)
        #expect(signature.errors == ["not_found"])
        #expect(signature.result.type == "string")
        #expect(signature.example == "print(library.find(\"Emma\", 1815))")
    }

    @Test func anOptionalKeepsItsAllowedValues() {
        #expect(Library.fetch.signature.options.map(\.allowedValues) == [["\"english\"", "\"malay\""]])
    }

    @Test(arguments: [
        (Library.find, Effect.local), (Library.say, .local), (Library.fetch, .read), (Library.add, .write),
        (Library.sort, .local),
    ])
    func theEffectFollowsFromTheKind(_ binding: Binding<Shelf>, _ effect: Effect) {
        #expect(binding.signature.effect == effect)
    }

    @Test(arguments: [
        (Library.fetch, "library.Book"), (Library.shelves, "library.Book[]"), (Library.pages, "fun(): library.Book?"),
    ])
    func resultsOfRecordsNameTheirFields(_ binding: Binding<Shelf>, _ type: String) {
        let result = binding.signature.result
        #expect(result.type == type)
        #expect(result.record == "library.Book")
        #expect(result.fields.map(\.name) == ["title", "year", "language"])
        #expect(result.fields.map(\.type) == ["string", "integer", "library.Language?"])
    }

    @Test(arguments: [
        (Library.count, "integer"), (Library.say, "string[]"), (Library.all, "fun(): integer?"), (Library.burn, ""),
    ])
    func otherResultsNameTheirType(_ binding: Binding<Shelf>, _ type: String) {
        #expect(binding.signature.result.type == type)
        #expect(binding.signature.result.record == nil)
    }

    @Test(arguments: [Library.find, Library.say, Library.fetch, Library.add, Library.sort, Library.pages])
    func signaturesSurviveJSON(_ binding: Binding<Shelf>) throws {
        let json = try JSONEncoder().encode(binding.signature)
        #expect(try JSONDecoder().decode(Signature.self, from: json) == binding.signature)
    }
}
