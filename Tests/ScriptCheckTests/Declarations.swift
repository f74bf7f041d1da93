@testable import Catalogue
import ScriptCheck

extension Signature {
    /// A declaration from `name: type` words; a type made of quoted words has these as its only values, and how a
    /// function is called, or a file used, stands after it: `fn: function repeatedly`, `path: string read`.
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
                fields: fields.map { .init(words: $0) }),
            effect: effect, errors: [], example: "")
    }
}

extension Signature.Field {
    /// A field from `name: type`; a type is a string unless it is said.
    fileprivate init(words: String, fields: [Self] = []) {
        let parts = words.split(separator: ":", maxSplits: 1).map { String($0.drop { $0 == " " }) }
        self.init(name: parts[0], type: parts.count > 1 ? parts[1] : "string", summary: "", fields: fields)
    }
}

extension Signature.Parameter {
    fileprivate init(_ words: String, isOption: Bool) {
        var parts = words.split(separator: ":", maxSplits: 1).map { String($0.drop { $0 == " " }) }
        let callback = parts[1].split(separator: " ").last.flatMap { CallbackUse(rawValue: String($0)) }
        let file = parts[1].split(separator: " ").last.flatMap { FileUse(rawValue: String($0)) }
        if let use = callback?.rawValue ?? file?.rawValue { parts[1].removeLast(use.count + 1) }
        let members = parts[1].split(separator: "|").map { String($0.last == "?" ? $0.dropLast() : $0) }
        self.init(
            name: parts[0], type: parts[1], summary: "", isOption: isOption, fallback: nil,
            allowedValues: members.allSatisfy { $0.hasPrefix("\"") } ? members : [], callback: callback,
            file: file)
    }
}

/// A catalogue with one function of each kind, and those that the project's scripts use.
enum Declarations {
    private static let link = [
        "shortUrl", "longUrl", "state: \"ACTIVE\"|\"INACTIVE\"", "clicks: integer", "createdAt", "existing: boolean",
    ]

    /// A function that takes a record, and one that gives a record with a list of records in it.
    private static let nested: [Signature] = {
        var update = Signature(
            "links.update", "shortUrl: string", "changes: links.Changes", options: ["timeout: number"],
            effect: .write, result: "links.Link", record: "links.Link", fields: link)
        update.parameters[1].fields = [
            .init(words: "longUrl: string?"), .init(words: "state: \"ACTIVE\"|\"INACTIVE\"?"),
        ]
        var check = Signature("datagov.check", "file: string read", result: "datagov.Check", record: "datagov.Check")
        check.result.fields = [
            .init(words: "ok: boolean"),
            .init(
                words: "problems: datagov.Problem[]", fields: [.init(words: "line: integer?"), .init(words: "text")]),
        ]
        return [update, check]
    }()

    static let signatures: [Signature] =
        nested + [
            Signature(
                "links.create", "longUrl: string", options: ["shortUrl: string?", "timeout: number"], effect: .write,
                result: "links.Link", record: "links.Link", fields: link),
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
            Signature(
                "links.limits", result: "links.Use", record: "links.Use", fields: ["refusals: integer", "use: number?"]),
            Signature(
                "links.show", "link: links.Link", "writer: csv.Writer", "fn: function", "any: any", "more: string|nil"),
            Signature("datagov.whoami", effect: .read, result: "datagov.Account"),
            Signature(
                "datagov.publish", "dataset: string", "file: string read", options: ["timeout: number"], effect: .write),
            Signature("datagov.upload", "dataset: string", "file: string read", effect: .write),
            Signature("datagov.append", "dataset: string", "file: string read", effect: .write),
            Signature("datagov.status", "dataset: string", effect: .read),
            Signature("datagov.wait", "upload: datagov.Upload|string", options: ["timeout: number"], effect: .read),
            Signature(
                "bulk.each", "name: string", "items: any[]|fun(): any repeatedly", "fn: function durably",
                options: ["key: any", "save: string? write"], result: "bulk.Report", record: "bulk.Report",
                fields: ["done: integer", "failed: integer", "failures: table"]),
            Signature("bulk.once", "name: string", "fn: function durably"),
            Signature(
                "task.map", "items: any[]|fun(): any repeatedly", "fn: function repeatedly",
                options: ["workers: integer", "on_error: \"stop\"|\"collect\""]),
            Signature(
                "task.each", "items: any[]|fun(): any repeatedly", "fn: function repeatedly",
                options: ["workers: integer", "on_error: \"stop\"|\"collect\""]),
            Signature("task.timeout", "seconds: number", "fn: function once"),
            Signature("task.spawn", "fn: function once", rest: "..."),
            Signature(
                "csv.rows", "path: string read",
                options: [
                    "separator: string", "header: boolean", "columns: string[]?",
                    "types: table<string, \"string\"|\"integer\">?",
                ], result: "fun(): table<string, any>?, string"),
            Signature(
                "csv.writer", "path: string write", "columns: string[]",
                options: ["append: boolean", "separator: string"],
                result: "csv.Writer"),
            Signature("csv.Writer:write", "row: table"),
            Signature("csv.Writer:close"),
            Signature("fs.glob", "pattern: string", result: "string[]"),
            Signature("fs.read", "path: string read"),
            Signature("fs.write", "path: string write", "content: string"),
            Signature("fs.mkdir", "path: string makeFolder"),
            Signature("fs.exists", "path: string look"),
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
