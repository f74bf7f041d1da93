import Catalogue
import LuaBridge
import Testing

@testable import ScriptModules

/// No function gives a record that is not declared.
struct ResultRecordTests {
    /// The names in a type: `links.Link` and `string` of `fun(): links.Link?, string`.
    private static func names(in type: String) -> [String] {
        var text = type
        for literal in type.matches(of: #/"[^"]*"/#).map(\.0) { text = text.replacing(literal, with: " ") }
        // What a function takes has a name before each type.
        text = text.replacing(#/\w+: /#, with: " ")
        return text.split { !($0.isLetter || $0.isNumber || $0 == "." || $0 == "_") }.map(String.init)
    }

    private static let plain: Set<String> = [
        "any", "boolean", "fun", "function", "integer", "nil", "number", "string", "true", "false", "userdata",
    ]

    private static let types: Set<String> = Set(AllModules.manual.types.map(\.name))
        .union(AllModules.manual.modules.map(\.name)).union(["table"])

    /// Every type of a result, with those of the fields inside.
    private static func results(_ signature: Signature) -> [String] {
        func all(_ fields: [Signature.Field]) -> [String] { fields.flatMap { [$0.type] + all($0.fields) } }
        return [signature.result.type] + all(signature.result.fields) + all(signature.result.more)
    }

    @Test(arguments: AllModules.signatures)
    func itsTypesAreDeclared(_ signature: Signature) {
        for type in Self.results(signature) {
            for name in Self.names(in: type) where !Self.plain.contains(name) {
                #expect(Self.types.contains(name), "\(signature.name): \(type)")
            }
            // `table<string, any>` says what it holds; a bare table says nothing.
            let told = type.replacing("table<", with: "")
            #expect(!Self.names(in: told).contains("table"), "\(signature.name): \(type)")
        }
        for parameter in signature.parameters {
            for name in Self.names(in: parameter.type) where !Self.plain.contains(name) {
                #expect(Self.types.contains(name), "\(signature.name): \(parameter.name): \(parameter.type)")
            }
        }
    }

    @Test func everyDeclarationChecksItsArguments() {
        #expect(AllModules.declarations.map(\.signature.name).sorted() == AllModules.signatures.map(\.name).sorted())
        let rules = AllModules.argumentRules
        #expect(rules("links.create", "longUrl", "https://www.example.gov.sg/a") == nil)
        #expect(
            rules("links.create", "longUrl", "http://x")?.description.hasPrefix("Only HTTPS URLs are allowed.") == true)
        #expect(rules("links.create", "shortUrl", "My-Link") != nil)
        #expect(rules("datagov.publish", "dataset", "nope") != nil)
        #expect(rules("csv.rows", "separator", "ab") != nil)
    }

    @Test func everyWriteHasItsWords() {
        for signature in AllModules.signatures where signature.effect == .write {
            #expect(WriteDeeds.words[signature.name] != nil, "\(signature.name)")
        }
    }
}
