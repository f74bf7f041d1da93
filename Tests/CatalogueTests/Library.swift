import Catalogue
import LuaBridge
import Synchronization

/// What the bindings of these tests work on.
final class Shelf: LuaObject {
    static let luaTypeName = "library.Shelf"

    private let titles = Mutex<[String]>([])

    func add(_ title: String) -> Int {
        titles.withLock {
            $0.append(title)
            return $0.count
        }
    }

    func holds(_ title: String) -> Bool { titles.withLock { $0.contains(title) } }
}

struct Book: Sendable {
    var title: String
    var year: Int
    var language: Language?

    static let shape = RecordShape<Book>(
        "library.Book",
        RecordField("title", \.title, "Its title."),
        RecordField("year", \.year, "When it came out."),
        RecordField("language", \.language, "What it is written in."))
}

enum Language: String, LuaConvertible {
    case english, malay

    static var luaTypeName: String { "library.Language" }
    static var luaAllowedValues: [String] { ["\"english\"", "\"malay\""] }

    init(lua: LuaValue) throws(LuaMismatch) {
        let name = try String(lua: lua)
        guard let language = Language(rawValue: name) else { throw LuaMismatch("no language is called '\(name)'") }
        self = language
    }

    var lua: LuaValue { .string(rawValue) }
}

/// A domain type with a rule: the data of a script may break it.
struct Year: LuaConvertible {
    static var luaTypeName: String { "integer" }
    var number: Int

    init(lua: LuaValue) throws(LuaMismatch) {
        number = try Int(lua: lua)
        guard number > 1450 else { throw LuaMismatch(rule: "expected a year of printing, got \(number)", value: lua) }
    }

    var lua: LuaValue { number.lua }
}

struct AddIntent: Codable, Sendable, Equatable {
    var title: String
    var copies: Int
}

struct LendIntent: Codable, Sendable {
    var title: String
}

struct Burnt: LuaRaisable {
    var luaErrorValue: LuaValue { .table(["kind": "conflict", "message": "library.burn: it is gone already"]) }
}

/// One binding of each kind.
enum Library {
    static let find = Binding<Shelf>(
        "library.find", "Finds a book.",
        .required("title", String.self, "Its title."),
        .required("year", Year.self, "When it came out."),
        .option("language", default: Language.english, "What it is written in."),
        .option("limit", Int?.self, "How many are wanted."),
        .option("patience", default: Duration.seconds(30), "Seconds to look for."),
        returns: .value("All arguments as they arrived."), errors: [.notFound],
        example: "print(library.find(\"Emma\", 1815))",
        run: { _, title, year, language, limit, patience in
            "\(title) \(year.number) \(language.rawValue) \(limit.map(String.init) ?? "any") \(patience)"
        })

    static let count = Binding<Shelf>(
        "library.count", "Counts.", returns: .value("How many."), example: "print(library.count())", run: { _ in 7 })

    static let say = Binding<Shelf>(
        "library.say", "Says it.", .required("word", String.self, "What."), rest: "...",
        returns: .value("The words."), example: "library.say(\"a\", \"b\")",
        run: { _, rest, word in [word] + rest.map(\.literal) })

    static let fetch = Binding<Shelf>(
        "library.fetch", "Fetches a book.", .required("title", String.self, "Its title."),
        .option("language", Language?.self, "What it is written in."),
        returns: .record(Book.shape, "The book."), errors: [.notFound], example: "print(library.fetch(\"Emma\").year)",
        read: { _, title, language in
            await Task.yield()
            return Book(
                title: "\(title) for \(TaskStatus.current?.function ?? "nobody")", year: 1815, language: language)
        })

    static let shelves = Binding<Shelf>(
        "library.shelves", "Lists.", returns: .list(Book.shape), example: "print(#library.shelves())",
        read: { _ in [Book(title: "Emma", year: 1815), Book(title: "Persuasion", year: 1817)] })

    static let add = Binding<Shelf>(
        "library.add", "Adds a book.", .required("title", String.self, "Its title."),
        .option("copies", default: 1, "How many."),
        returns: .value("How many there are."), errors: [.conflict], example: "library.add(\"Emma\")",
        write: .init(
            prepare: { _, _, title, copies in AddIntent(title: title.uppercased(), copies: copies) },
            perform: { shelf, intent, _ in (0..<intent.copies).map { _ in shelf.add(intent.title) }.last ?? 0 },
            settle: { shelf, intent, _ in
                switch intent.copies {
                case 0: .unknown("no copy, no trace")
                default: shelf.holds(intent.title) ? .happened(intent.copies) : .notHappened
                }
            }))

    static let burn = Binding<Shelf>(
        "library.burn", "Fails.", returns: .nothing(), errors: [.conflict], example: "pcall(library.burn)",
        write: .init(
            prepare: { _, _ in "all" }, perform: { _, _, _ in throw Burnt() }, settle: { _, _, _ in .unknown("gone") }))

    static let lend = Binding<Shelf>(
        "library.lend", "Lends a book.", .option("title", String?.self, "Which; any without it."),
        .option("timeout", Duration?.self, "Seconds."),
        returns: .value("How it was lent."), example: "library.lend()",
        write: .init(
            prepare: { _, naming, title, _ in LendIntent(title: title ?? "\(naming)") },
            perform: { _, intent, sending in
                let time = sending.time.map { "\($0.timeout)" } ?? "no time"
                return sending.wasInDoubt ? "\(time), in doubt" : "\(time), \(intent.title)"
            },
            settle: { _, _, _ in .notHappened },
            timeout: { _, timeout in timeout },
            drawsName: { title, _ in title == nil }))

    static let sort = Binding<Shelf>(
        "library.sort", "Sorts.", .required("items", LuaItems.self, "What to sort."),
        .required("less", LuaCallable.self, "Which comes first."),
        .option("limit", default: 10, "How many."), .option("by", Language?.self, "Which."),
        .option("done", LuaCallable?.self, "Called at the end."),
        result: .init(type: "any[]", summary: "Sorted."),
        example: "library.sort({}, print)")

    static let each = Binding<Shelf>(
        "library.each", "Calls a function.", .required("fn", LuaCallable.self, "What to call."), rest: "...",
        result: .init(type: "", summary: ""), example: "library.each(print, 1)")

    static let all = Binding<Shelf>(
        "library.all", "Walks the numbers.", .required("last", Int.self, "Where to stop."),
        returns: .iterator("Each number."), example: "for n in library.all(2) do print(n) end",
        run: { _, last in
            let next = Mutex(0)
            return LuaIterator(
                "library.all.next",
                immediate: {
                    try next.withLock {
                        $0 += 1
                        if $0 == 13 { throw Burnt() }
                        return $0 <= last ? $0 : nil
                    }
                })
        })

    static let pages = Binding<Shelf>(
        "library.pages", "Walks books, each asked for when it is wanted.",
        returns: .iterator(Book.shape), example: "for book in library.pages() do print(book.title) end",
        run: { _ in
            let asked = Mutex(0)
            return LuaIterator(
                "library.pages.next", label: "asking for a page",
                next: {
                    await Task.yield()
                    let number = asked.withLock {
                        $0 += 1
                        return $0
                    }
                    let status = TaskStatus.current?.status ?? ""
                    return number < 3 ? Book(title: "\(number): \(status)", year: number) : nil
                })
        })

    static let put = Binding<Shelf>(
        "library.Shelf:put", "Puts a book.", .required("title", String.self, "Its title."),
        .option("copies", default: 1, "How many."),
        returns: .value("How many there are."), example: "shelf:put(\"Emma\")",
        run: { shelf, title, copies in (0..<copies).map { _ in shelf.add(title) }.last ?? 0 })
}
