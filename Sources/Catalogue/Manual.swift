/// All that scripts can use of the host's, by module, and the topics of the help.
package struct Manual: Sendable {
    /// One global table.
    package struct Module: Sendable, Hashable {
        package var name: String
        package var summary: String
        /// In the order of their declarations; those with a colon in their names are methods of its objects.
        package var functions: [Signature]
        package var values: [Value]
    }

    /// Something in a module, or a global of its own, that is not called: `json.null`, `args`.
    package struct Value: Sendable, Hashable {
        package var name: String
        package var type: String
        package var summary: String

        package init(_ name: String, type: String, _ summary: String) {
            self.name = name
            self.type = type
            self.summary = summary
        }
    }

    /// A record or an object that functions give or take.
    package struct TypeDescription: Sendable, Hashable {
        package var name: String
        package var fields: [Signature.Field]
        package var methods: [Signature]
    }

    package var modules: [Module]
    /// Values that belong to no module.
    package var globals: [Value]
    /// Records and objects, by name.
    package var types: [TypeDescription]
    package var topics: [HelpTopic]

    /// - Parameters:
    ///   - signatures: All functions; the part of a name before its first dot is the module's.
    ///   - summaries: What each module is for.
    ///   - records: Records that no function gives or takes, such as errors, with their fields.
    package init(
        _ signatures: [Signature], summaries: [String: String], values: [Value] = [],
        records: [String: [Signature.Field]] = [:], topics: [HelpTopic] = []
    ) {
        var names: [String] = []
        for name in signatures.map(\.name) + values.map(\.name).filter({ $0.contains(".") }) {
            let module = String(name.prefix { $0 != "." })
            if !names.contains(module) { names.append(module) }
        }
        modules = names.map { name in
            Module(
                name: name, summary: summaries[name] ?? "", functions: signatures.filter { $0.module == name },
                values: values.filter { $0.name.hasPrefix(name + ".") })
        }
        globals = values.filter { !$0.name.contains(".") }
        types = Self.types(of: signatures, records)
        self.topics = topics
    }

    private static func types(
        of signatures: [Signature], _ records: [String: [Signature.Field]]
    ) -> [TypeDescription] {
        var fields = records
        func note(_ type: String, _ known: [Signature.Field]) {
            if !known.isEmpty { fields[LuaType(type).element] = known }
            for field in known { note(field.type, field.fields) }
        }
        for signature in signatures {
            note(signature.result.type, signature.result.fields)
            for field in signature.result.more { note(field.type, field.fields) }
            for parameter in signature.parameters {
                note(parameter.type, parameter.fields)
                for field in parameter.passed { note(field.type, field.fields) }
            }
        }
        for type in signatures.compactMap(\.object) where fields[type] == nil { fields[type] = [] }
        return fields.sorted { $0.key < $1.key }.map { name, fields in
            TypeDescription(name: name, fields: fields, methods: signatures.filter { $0.object == name })
        }
    }
}

extension Signature {
    /// The module's name: `csv` for `csv.rows` and `csv.Writer:write`.
    package var module: String { String(name.prefix { $0 != "." }) }

    /// The object's type of a method, `csv.Writer`; nil for a function.
    package var object: String? { name.firstIndex(of: ":").map { String(name[..<$0]) } }

    /// The last part of the name: `rows`, `write`.
    package var shortName: String { String(name.split { ".:".contains($0) }.last ?? "") }
}

/// The name of a type in the annotation language, taken apart.
struct LuaType: Hashable {
    /// Without the mark of what may be nil.
    let name: String

    init(_ text: String) {
        // The mark at the end of a function's type belongs to what the function returns.
        name = text.hasSuffix("?") && !text.hasPrefix("fun(") ? String(text.dropLast()) : text
    }

    /// What one call of an iterator, or one place of a list, holds; the type itself for others.
    var element: String {
        if let result = callResult { return LuaType(result).element }
        return name.hasSuffix("[]") ? LuaType(String(name.dropLast(2))).element : name
    }

    /// What calling it gives: `links.Link` for `fun(): links.Link?`.
    var callResult: String? {
        name.hasPrefix("fun(): ") ? LuaType(String(name.dropFirst(7))).name : nil
    }

    /// The literals of a type that is a choice between strings.
    var choices: [String] {
        let parts = name.split(separator: "|").map(String.init)
        return parts.allSatisfy { $0.hasPrefix("\"") } ? parts : []
    }
}

/// Something that is worth a page of prose: how pacing works, what the kinds of errors mean.
package struct HelpTopic: Sendable, Hashable {
    /// The word that is asked for, `pacing`.
    package var name: String
    package var title: String
    /// Paragraphs with empty lines between them; a paragraph whose lines are indented is shown unchanged.
    package var text: String
    /// Other words by which it is asked for, in small letters.
    package var aliases: [String]

    package init(_ name: String, _ title: String, aliases: [String] = [], _ text: String) {
        self.aliases = aliases
        self.name = name
        self.title = title
        self.text = text
    }
}
