import Catalogue

/// Everything that a script finds without having made it.
struct KnownNames {
    /// What calling a function with a function does with it.
    enum Running {
        case once, repeatedly
        /// Repeatedly, with every write recorded, so that a killed run can be resumed.
        case durably
    }

    private(set) var functions: [String: Signature] = [:]
    /// The fields of each module.
    private(set) var modules: [String: Set<String>] = [:]
    /// The methods of each type of object, by name.
    private(set) var methods: [String: [String: Signature]] = [:]
    /// The names of records, which are tables.
    private(set) var records: Set<String> = []
    private(set) var globals = StandardLibrary.functions.union(StandardLibrary.libraries.keys)

    init(signatures: [Signature], globals others: some Sequence<String>) {
        for signature in signatures {
            if let record = signature.result.record { records.insert(record) }
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

    /// Functions that give back the module that they are of, without themselves.
    static let binders: Set<String> = ["links.on"]

    /// Which argument, counted from 0, a function runs, and how.
    static func running(_ name: String) -> (argument: Int, Running)? {
        switch name {
        case "pcall", "xpcall", "task.spawn": (0, .once)
        case "task.timeout": (1, .once)
        case "task.map", "task.each": (1, .repeatedly)
        case "bulk.each": (2, .durably)
        case "bulk.once": (1, .durably)
        default: nil
        }
    }
}
