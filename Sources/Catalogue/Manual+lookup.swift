import TerminalText

/// What a name in the manual stands for.
package enum ManualEntry: Sendable, Hashable {
    case function(Signature)
    case module(Manual.Module)
    case value(Manual.Value)
    case type(Manual.TypeDescription)
    case topic(HelpTopic)
}

extension Manual {
    /// What `name` stands for: a function, method, module, value, type or topic.
    ///
    /// The last part of a function's name is enough where it is the only one of its kind.
    package func entry(named name: String) -> ManualEntry? {
        if let function = function(named: name) { return .function(function) }
        // `csv.Writer.write` is what somebody writes who does not think of the colon.
        if let function = functions.first(where: { $0.name.replacing(":", with: ".") == name }) {
            return .function(function)
        }
        if let module = modules.first(where: { $0.name == name }) { return .module(module) }
        if let value = values.first(where: { $0.name == name }) { return .value(value) }
        if let type = type(named: name) { return .type(type) }
        if let topic = topic(named: name) { return .topic(topic) }
        let alike = functions.filter { $0.shortName == name }
        return alike.count == 1 ? .function(alike[0]) : nil
    }

    /// A topic by its name, by another word for it, or by its name in another spelling: `exit codes`.
    private func topic(named name: String) -> HelpTopic? {
        let word = name.lowercased().filter { $0.isLetter || $0.isNumber }
        if word == "topics" { return topics.isEmpty ? nil : listOfTopics }
        return topics.first { $0.name == name }
            ?? topics.first { ([$0.name] + $0.aliases).contains { $0.filter(\.isLetter) == word } }
    }

    /// The topics, each with its title.
    private var listOfTopics: HelpTopic {
        let width = topics.map { $0.name.count }.max() ?? 0
        let lines = topics.map { "  \(TextWidth.pad($0.name, to: width))  \($0.title)" }
        return HelpTopic("topics", "What there is help for besides functions", lines.joined(separator: "\n"))
    }

    /// What was probably meant by a name that stands for nothing, the best first.
    package func suggestions(for name: String) -> [String] {
        let last = String(name.split { ".:".contains($0) }.last ?? "")
        let alike = functions.filter { $0.shortName == last }.map(\.name)
        if !alike.isEmpty { return alike }
        if let nearest = names.nearest(to: name) { return [nearest] }
        guard let nearest = functions.map(\.shortName).nearest(to: last) else { return [] }
        return functions.filter { $0.shortName == nearest }.map(\.name)
    }

    /// All functions and methods.
    package var functions: [Signature] { modules.flatMap(\.functions) }

    var values: [Value] { globals + modules.flatMap(\.values) }

    /// Every name that there is help for.
    package var names: [String] {
        functions.map(\.name) + modules.map(\.name) + values.map(\.name) + types.map(\.name) + topics.map(\.name)
            + (topics.isEmpty ? [] : ["topics"])
    }

    package func function(named name: String) -> Signature? {
        functions.first { $0.name == name }
    }

    func type(named name: String) -> TypeDescription? {
        types.first { $0.name == name }
    }
}
