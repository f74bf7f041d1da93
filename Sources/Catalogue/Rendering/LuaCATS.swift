/// Annotations for lua-language-server: what an editor needs to know of the host's modules.
package struct LuaCATS: Sendable {
    static let notice = "-- Made by `govscript docs` from the functions' declarations; changes here are lost."

    private let manual: Manual

    package init(_ manual: Manual) {
        self.manual = manual
    }

    /// The files by name: one for each module, and `globals.lua` for what belongs to none.
    package var files: [String: String] {
        var files = Dictionary(uniqueKeysWithValues: manual.modules.map { ($0.name + ".lua", file(of: $0)) })
        files["globals.lua"] = globals
        return files
    }

    /// The annotation file of a module.
    package func file(of module: Manual.Module) -> String {
        var blocks = [["---@meta", Self.notice]]
        blocks.append(
            comment(module.summary) + ["---@class \(module.name)"]
                + module.values.map { field($0.shortName, $0.type, $0.summary) } + ["\(module.name) = {}"])
        let types = manual.types.filter { $0.name.hasPrefix(module.name + ".") }
        blocks += types.map(classBlock)
        blocks += module.functions.compactMap(optionsBlock)
        blocks += module.functions.map(functionBlock)
        return blocks.text
    }

    private var globals: String {
        var blocks = [["---@meta", Self.notice]]
        let modules = manual.modules.map { $0.name + "." }
        blocks += manual.types.filter { type in !modules.contains { type.name.hasPrefix($0) } }.map(classBlock)
        blocks += manual.globals.map { comment($0.summary) + ["---@type \($0.type)", "\($0.name) = {}"] }
        return blocks.text
    }

    private func classBlock(_ type: Manual.TypeDescription) -> [String] {
        let lines = ["---@class \(type.name)"] + type.fields.map { field($0.name, $0.type, $0.summary) }
        return type.methods.isEmpty ? lines : lines + ["local \(local(type.name)) = {}"]
    }

    private func optionsBlock(_ signature: Signature) -> [String]? {
        guard !signature.options.isEmpty else { return nil }
        return ["---@class \(signature.optionsType)"]
            + signature.options.map { option in
                let text = option.summary + (option.fallback.map { " Default \($0)." } ?? "")
                return field(option.name, option.annotation + "?", text)
            }
    }

    private func functionBlock(_ signature: Signature) -> [String] {
        var lines = comment(signature.summary)
        if !signature.errors.isEmpty { lines += ["---", "---Errors: \(signature.errors.joined(separator: ", "))."] }
        lines += ["---", "---```lua"] + signature.example.lines.map { "---" + $0 } + ["---```"]
        if signature.effect != .local { lines.append("---@async") }
        for parameter in signature.required {
            let mark = parameter.type.hasSuffix("?") && !parameter.type.hasPrefix("fun(") ? "?" : ""
            lines.append("---@param \(parameter.name)\(mark) \(parameter.annotation) \(parameter.summary)")
        }
        var names = signature.required.map(\.name)
        if signature.rest != nil {
            lines.append("---@param ... any")
            names.append("...")
        }
        if !signature.options.isEmpty {
            lines.append("---@param options? \(signature.optionsType)")
            names.append("options")
        }
        if !signature.result.type.isEmpty {
            lines.append("---@return \(signature.result.type) \(signature.result.summary.hashed)".trimmingEnd)
            lines += signature.result.more.map { "---@return \($0.type) \($0.name) \($0.summary)" }
        }
        let name = signature.object.map { "\(local($0)):\(signature.shortName)" } ?? signature.name
        return lines + ["function \(name)(\(names.joined(separator: ", "))) end"]
    }

    private func field(_ name: String, _ type: String, _ summary: String) -> String {
        let isOptional = type.hasSuffix("?") && !type.hasPrefix("fun(")
        return "---@field \(name)\(isOptional ? "?" : "") \(LuaType(type).name) \(summary)".trimmingEnd
    }

    private func comment(_ text: String) -> [String] {
        text.isEmpty ? [] : text.lines.map { "---" + $0 }
    }

    /// The name of the variable that stands for an object's class in the file.
    private func local(_ type: String) -> String { String(type.split(separator: ".").last ?? "") }
}

extension Signature.Parameter {
    /// The type without the mark of what may be left out; the values themselves where they are few.
    fileprivate var annotation: String {
        allowedValues.isEmpty ? LuaType(type).name : allowedValues.joined(separator: "|")
    }
}

extension Manual.Value {
    var shortName: String { String(name.split(separator: ".").last ?? "") }
}

extension Signature {
    /// What annotations call the table of options: `links.CreateOptions`.
    var optionsType: String {
        let path = name.split { ".:".contains($0) }.map(String.init)
        let words = path.dropFirst().map { $0.prefix(1).uppercased() + $0.dropFirst() }
        return module + "." + words.joined().replacing("_", with: "") + "Options"
    }
}

extension String {
    /// A comment after a type: the language takes its first word for a name unless a hash stands before it.
    var hashed: String { isEmpty ? "" : "# " + self }
}

extension [[String]] {
    fileprivate var text: String { map { $0.joined(separator: "\n") }.joined(separator: "\n\n") + "\n" }
}
