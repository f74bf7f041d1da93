import Testing

/// The documents about the inside speak of functions and types that there are.
struct InternalsTests {
    /// Names that are the system's, not ours.
    private static let foreign: Set = ["RESOLVE_BENEATH", "strtod"]

    @Test func everyNameInThemIsInTheCode() {
        let code = Repository.files.filter {
            $0.isBelow("Sources") || $0.isBelow("Tests") || $0.path == "Package.swift"
        }
        let documents = Repository.files.filter { $0.isBelow("docs/internals") }
        #expect(code.count > 500 && documents.count > 5)
        var known = Self.foreign
        for file in code { known.formUnion(Self.words(file.path) + Self.words(file.text)) }
        for document in documents {
            for name in Self.names(in: document.text) where !Self.words(name).allSatisfy(known.contains) {
                Issue.record("\(document.path): `\(name)` is nowhere in the code")
            }
        }
    }

    /// The search above finds what it is for.
    @Test func namesAreFoundInTheirForms() {
        let text = "`begin`, `Type.member`, `Type.f(_:of:)`, `$0 + 1`, `--flag`, `{\"a\": 1}`, `file.c` and plain"
        #expect(Self.names(in: text) == ["begin", "Type.member", "Type.f(_:of:)", "file.c"])
        #expect(Self.words("Type.f(_:of:)") == ["Type", "f", "_", "of"])
    }

    /// What stands between backquotes and is a name: `begin`, `Type.member`, `Type.f(_:of:)`.
    private static func names(in text: String) -> [String] {
        text.matches(of: #/`([A-Za-z_]\w*(?:\.\w+)*(?:\([\w:]*\))?)`/#).map { String($0.1) }
    }

    private static func words(_ text: String) -> [String] {
        // Byte by byte: most of what is looked through is code, and there are megabytes of it.
        text.utf8.split { !isWordByte($0) }.map { String(decoding: $0, as: UTF8.self) }
    }

    private static func isWordByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}
