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
    case record(Signature.Result)
    /// A function that gives records, one a call.
    case iterator(Signature.Result)
    /// A function of the script's own.
    case scriptFunction(FunctionBody)
    /// The table of globals.
    case globals

    /// What a call of the function gives, first.
    init(resultOf signature: Signature, knowing names: KnownNames) {
        let result = signature.result
        let type = result.type.hasSuffix("?") ? String(result.type.dropLast()) : result.type
        self =
            if signature.isBinder {
                .module(signature.module, bound: true)
            } else if names.methods[type] != nil {
                .object(type)
            } else if type == result.record {
                .record(result)
            } else if let record = result.record, type.hasPrefix("fun("), type.hasSuffix(": \(record)") {
                .iterator(result)
            } else {
                .unknown
            }
    }
}
