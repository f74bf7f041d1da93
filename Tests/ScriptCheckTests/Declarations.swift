@testable import Catalogue
import ScriptCheck

extension Signature {
    /// A declaration from `name: type` words; a type made of quoted words has these as its only values, and how a
    /// function is called stands after it, `fn: function repeatedly`.
    init(
        _ name: String, _ required: String..., options: [String] = [], rest: String? = nil, effect: Effect = .local,
        result: String = "", record: String? = nil, fields: [String] = []
    ) {
        self.init(
            name: name, summary: "",
            parameters: required.map { .init($0, isOption: false) } + options.map { .init($0, isOption: true) },
            rest: rest,
            result: .init(
                type: result, summary: "", record: record,
                fields: fields.map { .init(name: $0, type: "string", summary: "") }),
            effect: effect, errors: [], example: "")
    }
}

extension Signature.Parameter {
    fileprivate init(_ words: String, isOption: Bool) {
        var parts = words.split(separator: ":", maxSplits: 1).map { String($0.drop { $0 == " " }) }
        let callback = parts[1].split(separator: " ").last.flatMap { CallbackUse(rawValue: String($0)) }
        if let callback { parts[1].removeLast(callback.rawValue.count + 1) }
        let members = parts[1].split(separator: "|").map { String($0.last == "?" ? $0.dropLast() : $0) }
        self.init(
            name: parts[0], type: parts[1], summary: "", isOption: isOption, fallback: nil,
            allowedValues: members.allSatisfy { $0.hasPrefix("\"") } ? members : [], callback: callback)
    }
}

/// A catalogue with one function of each kind, and those that the project's scripts use.
enum Declarations {
    private static let link = ["shortUrl", "longUrl", "state", "clicks", "createdAt", "existing"]

    static let signatures: [Signature] = [
        Signature(
            "links.create", "longUrl: string", options: ["shortUrl: string?", "timeout: number"], effect: .write,
            result: "links.Link", record: "links.Link", fields: link),
        Signature(
            "links.update", "shortUrl: string", "changes: links.Changes", options: ["timeout: number"],
            effect: .write, result: "links.Link", record: "links.Link", fields: link),
        Signature(
            "links.get", "shortUrl: string", effect: .read, result: "links.Link?", record: "links.Link",
            fields: link),
        Signature(
            "links.list", options: ["limit: integer", "state: \"ACTIVE\"|\"INACTIVE\"?"], effect: .read,
            result: "links.Link[]", record: "links.Link", fields: link),
        Signature(
            "links.each", options: ["searchText: string?", "state: \"ACTIVE\"|\"INACTIVE\"?"],
            result: "fun(): links.Link?", record: "links.Link", fields: link),
        Signature("links.on", "service: \"go\"|\"forsg\"", result: "links"),
        Signature("links.limits", result: "links.Use", record: "links.Use", fields: ["refusals", "use"]),
        Signature(
            "links.show", "link: links.Link", "writer: csv.Writer", "fn: function", "any: any", "more: string|nil"),
        Signature("datagov.whoami", effect: .read, result: "datagov.Account"),
        Signature(
            "datagov.publish", "dataset: string", "file: string", options: ["timeout: number"], effect: .write),
        Signature("datagov.upload", "dataset: string", "file: string", effect: .write),
        Signature("datagov.append", "dataset: string", "file: string", effect: .write),
        Signature("datagov.status", "dataset: string", effect: .read),
        Signature("datagov.wait", "upload: datagov.Upload|string", options: ["timeout: number"], effect: .read),
        Signature(
            "bulk.each", "name: string", "items: any[]|fun(): any repeatedly", "fn: function durably",
            options: ["key: any"]),
        Signature("bulk.once", "name: string", "fn: function durably"),
        Signature(
            "task.map", "items: any[]|fun(): any repeatedly", "fn: function repeatedly",
            options: ["workers: integer", "on_error: \"stop\"|\"collect\""]),
        Signature(
            "task.each", "items: any[]|fun(): any repeatedly", "fn: function repeatedly",
            options: ["workers: integer", "on_error: \"stop\"|\"collect\""]),
        Signature("task.timeout", "seconds: number", "fn: function once"),
        Signature("task.spawn", "fn: function once", rest: "..."),
        Signature("csv.rows", "path: string", options: ["separator: string", "header: boolean"]),
        Signature(
            "csv.writer", "path: string", "columns: string[]", options: ["append: boolean", "separator: string"],
            result: "csv.Writer"),
        Signature("csv.Writer:write", "row: table"),
        Signature("csv.Writer:close"),
        Signature("fs.glob", "pattern: string"),
        Signature("fs.exists", "path: string"),
        Signature("json.encode", "value: any", options: ["pretty: boolean", "empty: \"object\"|\"array\""]),
        Signature("json.decode", "text: string"),
        Signature("log.info", rest: "..."),
        Signature("log.error", rest: "..."),
        Signature("progress.start", "label: string", options: ["total: integer?"], result: "progress.Bar"),
        Signature("progress.Bar:add", options: ["count: integer", "note: string?"]),
    ]

    static let check = ScriptCheck(
        signatures: signatures,
        globals: ["args", "json.null", "task.sleep", "task.wait"])

    /// The findings in a script as text, without the file's name.
    static func findings(in source: String) -> [String] {
        check.findings(in: source, file: "a").map { String("\($0)".dropFirst(2)) }
    }
}
