import Catalogue

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
    var element: String? {
        switch self {
        case .list(let element), .iterator(let element): element
        default: nil
        }
    }

    /// The same where the script may have put other things into it.
    func changed(_ isChanged: Bool) -> KnownValue {
        if case .list = self, isChanged { .list(of: "any") } else { self }
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
