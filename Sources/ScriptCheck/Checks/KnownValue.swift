import Catalogue

/// A file that a script reads rows from, and its columns.
struct FileColumns {
    var file: String
    var names: [String]
}

/// What an expression stands for, where the program's text shows it.
enum KnownValue {
    case unknown
    /// A module of ours; `bound` if it came from `links.on`, which it does not have itself.
    case module(String, bound: Bool)
    case function(Signature)
    case library(String)
    /// Something else with a name: `pcall`, `os.execute`.
    case named(String)
    /// An object with methods, by its type.
    case object(String)
    /// A table with declared fields, by its type.
    case record(String)
    /// A list of things of a type.
    case list(of: String)
    /// A function that gives things of a type, one a call.
    case iterator(of: String)
    /// A row of a file whose columns are known.
    case row(FileColumns)
    /// A list of such rows, as csv.read returns it.
    case rows(FileColumns)
    /// An iterator over such rows, as csv.rows returns it.
    case rowIterator(FileColumns)
    /// A function of the script's own.
    case scriptFunction(FunctionBody)
    /// The table of globals.
    case globals

    /// What a call of the function gives, first.
    init(resultOf signature: Signature, knowing names: KnownNames) {
        if signature.isBinder {
            self = .module(signature.module, bound: true)
        } else {
            self.init(ofType: signature.result.type, knowing: names)
        }
    }

    /// What a type in the annotation language says of its values.
    init(ofType text: String, knowing names: KnownNames) {
        let type = AnnotationType(text)
        self =
            if let element = type.iterated {
                .iterator(of: element)
            } else if let element = type.element {
                .list(of: element)
            } else if type.members.count != 1 {
                .unknown
            } else if names.methods[String(type.members[0])] != nil {
                .object(String(type.members[0]))
            } else if names.records[String(type.members[0])]?.isEmpty == false {
                .record(String(type.members[0]))
            } else {
                .unknown
            }
    }

    /// What a value holds one of in each place, or gives one of in each call.
    func element(knowing names: KnownNames) -> KnownValue? {
        switch self {
        case .list(let element), .iterator(let element): KnownValue(ofType: element, knowing: names)
        case .rows(let columns), .rowIterator(let columns): .row(columns)
        default: nil
        }
    }

    /// Whether it is a list that `for` cannot take without `ipairs`.
    var isList: Bool {
        switch self {
        case .list, .rows: true
        default: false
        }
    }

    /// Whether `for` takes it as it is.
    var isIterator: Bool {
        switch self {
        case .iterator, .rowIterator: true
        default: false
        }
    }

    /// The same where the script may have put other things into it.
    func changed(_ isChanged: Bool) -> KnownValue {
        switch self {
        case .list where isChanged, .rows where isChanged: .list(of: "any")
        default: self
        }
    }

    /// The name by which the value is called.
    var name: String? {
        switch self {
        case .function(let signature): signature.name
        case .named(let name): name
        default: nil
        }
    }
}
