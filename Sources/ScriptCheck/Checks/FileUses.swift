import Catalogue

/// The files that a script names in so many words, and what it does with them.
struct FileUses {
    private struct Use {
        var path: String
        var kind: FileUse
        var offset: Int
    }

    private let ask: ScriptCheck.Paths?
    private var uses: [Use] = []
    /// Files that the script makes, or looks for, itself.
    private var made: Set<String> = []
    private var makesFolders = false
    /// Whether it makes files under names that only the running script knows.
    private var makesOthers = false

    init(_ ask: ScriptCheck.Paths?) { self.ask = ask }

    /// A call of a function that takes paths.
    mutating func note(_ function: KnownValue, _ arguments: [Expression], _ values: Values) {
        guard ask != nil else { return }
        let isOpen = function.name == "io.open"
        for (index, kind) in KnownNames.files(of: function) {
            if kind == .makeFolder { makesFolders = true }
            guard let path = text(of: index, arguments, values) else {
                makesOthers = makesOthers || kind == .write || isOpen
                continue
            }
            var kind = kind
            if isOpen, let mode = text(of: 1, arguments, values),
                mode.contains(where: { "wa+".contains($0) })
            {
                kind = .write
            }
            if [.write, .look, .tryToRead, .makeFolder].contains(kind) { made.insert(path) }
            uses.append(Use(path: path, kind: kind, offset: arguments[index].offset))
        }
        guard case .function(let signature) = function, case .table(let items)? = arguments.last?.kind else { return }
        for case .named(let name, _, let value) in items {
            guard let kind = signature.options.first(where: { $0.name == name })?.file,
                case .string(let path) = values.constant(value)
            else { continue }
            if kind == .write { made.insert(path) }
            uses.append(Use(path: path, kind: kind, offset: value.offset))
        }
    }

    private func text(of index: Int, _ arguments: [Expression], _ values: Values) -> String? {
        guard arguments.indices.contains(index), case .string(let text) = values.constant(arguments[index]) else {
            return nil
        }
        return text
    }

    /// What is wrong with the files, each told once.
    var remarks: [Remark] {
        guard let ask else { return [] }
        var told: Set<String> = []
        return uses.compactMap { use in
            guard let problem = ask(use.path, use.kind) else { return nil }
            let code: String
            switch problem {
            case .closed: code = "closed-path"
            case .missing:
                guard !mayBeThere(use) else { return nil }
                code = "missing-file"
            }
            guard told.insert("\(code) \(use.path)").inserted else { return nil }
            return Remark(offset: use.offset, severity: .warning, code: code, message: problem.words)
        }
    }

    /// Whether the script may write a file itself before it reads it.
    func mayMake(_ path: String) -> Bool {
        makesOthers || uses.contains { $0.path == path && ($0.kind == .write || $0.kind == .remove) }
    }

    /// What the script makes itself, or may make, is there when it is needed.
    private func mayBeThere(_ use: Use) -> Bool {
        switch use.kind {
        case .look, .tryToRead, .remove: true
        case .write, .makeFolder: makesFolders
        case .list: makesFolders || makesOthers
        case .read: makesOthers || made.contains(use.path)
        }
    }
}

/// Why a script will not get at a file, as far as can be said before it runs.
package enum FileProblem: Sendable, Hashable {
    /// Outside of what scripts may open, in words that name the path and what allows it.
    case closed(String)
    /// Not there, or its folder is not.
    case missing(String)

    var words: String {
        switch self {
        case .closed(let words), .missing(let words): words
        }
    }
}
