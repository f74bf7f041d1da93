import Catalogue

/// Everything that a script finds without having made it.
struct KnownNames {
    private(set) var functions: [String: Signature] = [:]
    /// The fields of each module.
    private(set) var modules: [String: Set<String>] = [:]
    /// The methods of each type of object, by name.
    private(set) var methods: [String: [String: Signature]] = [:]
    /// The fields of each record, by name.
    private(set) var records: [String: [String: Signature.Field]] = [:]
    private(set) var globals = StandardLibrary.functions.union(StandardLibrary.libraries.keys)

    init(signatures: [Signature], globals others: some Sequence<String>) {
        for type in Manual(signatures, summaries: [:]).types {
            records[type.name] = Dictionary(type.fields.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        }
        for signature in signatures {
            if let colon = signature.name.firstIndex(of: ":") {
                let method = signature.name[signature.name.index(after: colon)...]
                methods[String(signature.name[..<colon]), default: [:]][String(method)] = signature
            } else {
                functions[signature.name] = signature
                add(signature.name)
            }
        }
        // Last, so that a module of which nothing else is known is told from one with functions.
        for name in others { add(name) }
    }

    private mutating func add(_ name: String) {
        let parts = name.split(separator: ".").map(String.init)
        globals.insert(parts.first ?? name)
        guard parts.count == 2 else { return }
        modules[parts[0], default: []].insert(parts[1])
    }

    /// How `function` calls its argument at `index`, counted from 0; nil if it does not, or that is unknown.
    static func callback(of function: KnownValue, at index: Int) -> CallbackUse? {
        switch function {
        case .function(let signature): signature.required.dropFirst(index).first?.callback
        case .named(let name): StandardLibrary.callbacks[name]?[index]
        default: nil
        }
    }

    /// What `function` does with the files whose paths are its arguments, by their places, counted from 0.
    static func files(of function: KnownValue) -> [(index: Int, use: FileUse)] {
        switch function {
        case .function(let signature):
            signature.required.enumerated().compactMap { index, parameter in parameter.file.map { (index, $0) } }
        case .named(let name): StandardLibrary.files[name, default: [:]].sorted { $0.key < $1.key }.map { ($0, $1) }
        default: []
        }
    }

    /// Which argument of `function` holds the items that it passes to the function at `index`, one a call.
    ///
    /// They stand right before it, as in `task.map(items, fn)`. Both places are counted from 0. Nil if the function
    /// gets something else, or that is unknown.
    static func items(of function: KnownValue, passedAt index: Int) -> Int? {
        guard index > 0, callback(of: function, at: index - 1) == .repeatedly,
            let use = callback(of: function, at: index), use != .once
        else { return nil }
        return index - 1
    }

    /// The types of what `function` passes to the function at `index` beside the item.
    static func passed(by function: KnownValue, at index: Int) -> [String] {
        guard case .function(let signature) = function else { return [] }
        return signature.required.dropFirst(index).first?.passed.map(\.type) ?? []
    }

    /// How many arguments of `function` stand before those that it hands to the function that it calls; nil if it
    /// hands on none.
    static func passedArguments(of function: KnownValue) -> Int? {
        switch function {
        case .function(let signature):
            signature.rest != nil && signature.required.last?.callback == .once ? signature.required.count : nil
        case .named(let name): StandardLibrary.passing[name]
        default: nil
        }
    }
}

extension Signature {
    /// Whether the function gives back the module that it is of, without itself, as `links.on` does.
    var isBinder: Bool { result.type == module }
}
