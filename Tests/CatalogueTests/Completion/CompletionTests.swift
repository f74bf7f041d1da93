import Catalogue
import Testing

/// What could come next.
struct CompletionTests {
    private func complete(_ typed: String) -> Completion {
        Completion(of: typed, in: Library.manual) { path in
            switch path {
            case []: .init(fields: [.init("print", isFunction: true), .init("shelf", isFunction: false)])
            case ["shelf"]: .init(type: "library.Shelf", fields: [])
            case ["t"]: .init(fields: [.init("count", isFunction: false), .init("close", isFunction: true)])
            case ["t", "inner"]: .init(fields: [.init("deep", isFunction: false)])
            default: nil
            }
        }
    }

    private func texts(_ typed: String) -> [String] { complete(typed).candidates.map(\.text) }

    @Test(arguments: [
        ("lib", ["library"]), ("vis", ["visitors"]), ("pri", ["print"]), ("sh", ["shelf"]), ("whi", ["while"]),
        ("LIB", ["library"]), ("library.f", ["fetch", "find"]), ("x = library.fi", ["find"]),
        ("library.open", ["open", "opened"]), ("print(library.cou", ["count"]), ("library:", []), ("nothing.", []),
        ("library.find.", []), ("t.c", ["close", "count"]), ("t:", ["close"]), ("t.inner.", ["deep"]),
        ("shelf:", ["put"]), ("shelf.", ["size"]), ("library.fetch('Emma').", ["language", "title", "year"]),
        ("library.shelves()[1].y", ["year"]), ("library.open\"novels\":", ["put"]), ("library.open(\"a\").", ["size"]),
    ])
    func names(_ typed: String, _ candidates: [String]) {
        #expect(texts(typed) == candidates)
    }

    @Test(arguments: [
        ("library.find('a', 1815, { l", ["language", "limit"]),
        ("library.find('a', 1815, {", ["language", "limit", "patience"]),
        ("library.find('a', 1815, { limit = 3, ", ["language", "patience"]),
        ("library.find('a', f(1, 2), { limit = { 1 }, pa", ["patience"]),
        ("library.move('a', { ", ["title", "language", "lent"]),
        ("shelf:put('a', { ", ["copies"]),
        ("shelf:put(function(a) local b, c = 1, 2 end, { ", ["copies"]),
        ("library.fetch({", []), ("library.count({ ", []),
    ])
    func options(_ typed: String, _ candidates: [String]) {
        #expect(texts(typed).filter { !["print", "shelf", "library", "visitors"].contains($0) } == candidates)
    }

    @Test(arguments: [
        ("library.fetch('a', { language = \"", ["english", "malay"]),
        ("library.fetch('a', { language = '", ["english", "malay"]),
        ("library.fetch('a', { language = \"m", ["malay"]),
        ("library.move('a', { language = \"e", ["english"]),
        ("help \"", ["lending"]), ("help(\"le", ["lending"]), ("t.help \"", []),
        ("if library.move == \"", []),
        ("library.find(\"E", []),
    ])
    func valuesInStrings(_ typed: String, _ candidates: [String]) {
        #expect(texts(typed) == candidates)
        #expect(complete(typed).mayBeFile == candidates.isEmpty)
    }

    @Test func valuesOutsideStrings() {
        #expect(texts("library.fetch('a', { language = ").prefix(2) == ["\"english\"", "\"malay\""])
        #expect(texts("library.move('a', { lent = t") == ["true", "then", "true"])
    }

    @Test(arguments: [
        ("local book = library.fetch('Emma')\nprint(book.y", ["year"]),
        ("local book <const> = library.fetch('Emma') book.", ["language", "title", "year"]),
        ("for book in library.pages() do print(book.t", ["title"]),
        ("for _, book in ipairs(library.shelves()) do book.", ["language", "title", "year"]),
        ("local l = library l.fet", ["fetch"]),
        ("local shelf = library.open('a') shelf:", ["put"]),
        ("function f(first, second) return se", ["second"]),
        ("local one, two = 1, 2 print(tw", ["two"]),
        ("local function count() end cou", ["count"]),
        ("if library.fetch('Emma').language == \"", []),
    ])
    func localsAreKnown(_ typed: String, _ candidates: [String]) {
        #expect(texts(typed) == candidates)
    }

    @Test(arguments: [
        "-- library.f", "--[[ library.f", "x = 12", "library.count() ", "'closed'", "\"a\\\"b", "[[ library.f",
    ])
    func nothingWhereNothingCanBe(_ typed: String) {
        #expect(complete(typed).candidates == [])
    }

    @Test func commentsAndStringsBeforeDoNotMatter() {
        #expect(texts("-- it's\nlibrary.fe") == ["fetch"])
        #expect(texts("--[==[ ( ]==] library.fe") == ["fetch"])
        #expect(texts("print('(', [[ { ]], \"\\\"\") library.fe") == ["fetch"])
        #expect(texts("x = 1..library.fe") == ["fetch"])
    }

    @Test func theRangeIsTheWord() {
        for (typed, word) in [
            ("x = library.fe", "fe"), ("library.", ""), ("f { language = \"ma", "ma"), ("lib", "lib"), ("", ""),
        ] {
            #expect(String(typed[complete(typed).range]) == word)
        }
    }

    @Test func candidatesSayWhatTheyAre() {
        let find = complete("library.fin").candidates[0]
        #expect(find.kind == .function && find.summary == "Finds a book." && find.suffix == "(")
        let option = complete("library.find('a', 1, { lang").candidates[0]
        #expect(option.kind == .option && option.suffix == " = ")
        #expect(option.summary == "What it is written in. \"english\" or \"malay\". Default \"english\".")
        let value = complete("library.fetch('a', { language = 'm").candidates[0]
        #expect(value.kind == .value && value.suffix == "'")
    }
}
