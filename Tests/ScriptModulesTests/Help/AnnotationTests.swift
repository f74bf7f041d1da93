import Catalogue
import FoundationEssentials
import Testing

@testable import ScriptModules

/// The editor annotations in `lua/meta` are well formed and whole, and say what the declarations say.
///
/// lua-language-server itself is in no package registry that the project uses.
struct AnnotationTests {
    private static let folder =
        URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "lua/meta").path()

    private static func files() throws -> [(name: String, file: AnnotationFile)] {
        try FileManager.default.contentsOfDirectory(atPath: folder).sorted().map { name in
            let text = try String(contentsOfFile: folder + "/" + name, encoding: .utf8)
            do {
                return (name, try AnnotationFile(text))
            } catch {
                Issue.record("\(name), \(error)")
                throw error
            }
        }
    }

    @Test func everyTypeThatIsUsedIsDeclaredOnce() throws {
        let files = try Self.files()
        let classes = files.flatMap { $0.file.classes.keys }
        #expect(Set(classes).count == classes.count, "declared twice")
        let known = Set(classes).union(AnnotationFile.builtIn)
        #expect(files.reduce(0) { $0 + $1.file.used.count } > 300, "types are found")
        for (name, file) in files {
            for (type, line) in file.used where !known.contains(type) {
                Issue.record("\(name):\(line): \(type) is declared nowhere")
            }
        }
    }

    @Test func everyFunctionIsThereWithItsParameters() throws {
        let functions = try Self.files().flatMap(\.file.functions)
        let annotated = Dictionary(grouping: functions, by: \.name)
        #expect(Set(annotated.keys) == Set(AllModules.signatures.map(\.name)))
        for signature in AllModules.signatures {
            let function = try #require(annotated[signature.name]?.first)
            #expect(annotated[signature.name]?.count == 1)
            let rest = signature.rest == nil ? [] : ["..."]
            let options = signature.options.isEmpty ? [] : ["options"]
            #expect(function.parameters == signature.required.map(\.name) + rest + options, "\(signature.name)")
            let results = signature.result.type.isEmpty ? 0 : 1 + signature.result.more.count
            #expect(function.results == results, "\(signature.name)")
        }
    }

    @Test func everyOptionAndFieldIsThere() throws {
        let files = try Self.files()
        let classes = Dictionary(uniqueKeysWithValues: files.flatMap { $0.file.classes.map { ($0.key, $0.value) } })
        for function in files.flatMap(\.file.functions) {
            guard let options = function.annotated.first(where: { $0.name == "options" }) else { continue }
            let signature = try #require(AllModules.manual.function(named: function.name))
            #expect(options.isOptional)
            #expect(classes[options.type]?.map(\.name) == signature.options.map(\.name), "\(function.name)")
            #expect(classes[options.type]?.allSatisfy(\.isOptional) == true, "\(function.name)")
        }
        for type in AllModules.manual.types {
            #expect(classes[type.name]?.map(\.name) == type.fields.map(\.name), "\(type.name)")
        }
    }

    @Test func everyGlobalIsThere() throws {
        #expect(Set(try Self.files().flatMap(\.file.globals)) == AllModules.names.union(["args"]))
    }

    /// The parser refuses what the language server would not understand.
    @Test(arguments: [
        ("x = {}", "line 1: no ---@meta"), ("---@meta\n---@clas a", "line 2: unknown tag @clas"),
        ("---@meta\n---@field a string", "line 2: a field of no class"),
        ("---@meta\n---@class a\n---@field b", "line 3: @field b without a type"),
        ("---@meta\n---@class a\n---@field b table<string any> x", "line 3: table<> of one type before ' any> x'"),
        ("---@meta\n---@class a\n---@class a", "line 3: a is declared twice"),
        ("---@meta\n---@type fun(a: string", "line 2: a list of parameters without end"),
        ("---@meta\n---@type string|", "line 2: no type at ''"),
        ("---@meta\n---@type \"a", "line 2: a string without end"),
        ("---@meta\n---@type string!", "line 2: @type: unexpected '!'"),
        ("---@meta\n---@param a string\nfunction f(b) end", "line 3: f(b) is annotated with [\"a\"]"),
        ("---@meta\nfunction f(a) end", "line 2: f(a) is annotated with []"),
        ("---@meta\nreturn 1", "line 2: no declaration: return 1"),
    ])
    func mistakesAreFound(_ text: String, _ words: String) {
        let error = #expect(throws: AnnotationFile.Mistake.self) { try AnnotationFile(text) }
        #expect(error.map { "\($0)" } == words)
    }

    @Test func whatIsDeclaredIsRead() throws {
        let file = try AnnotationFile(
            """
            ---@meta
            -- A note.

            ---@class m.Row
            ---@field a? "x"|"y" What.
            ---@field next fun(n: integer, s?: string): m.Row?, string The next.
            local Row = {}

            ---@param ... any
            ---@param options? table<string, m.Row[]>
            ---@return any # All.
            function Row:get(..., options) end
            """)
        #expect(file.classes["m.Row"]?.map(\.name) == ["a", "next"])
        #expect(file.functions.map(\.name) == ["m.Row:get"])
        #expect(file.used.map(\.name) == ["integer", "string", "m.Row", "string", "any", "string", "m.Row", "any"])
    }
}
