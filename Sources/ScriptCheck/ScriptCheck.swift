package import Catalogue

/// Finds mistakes in scripts before they are run: calls that do not fit the catalogue, names that nobody made, writes
/// that a killed run would repeat.
///
/// It says nothing where it cannot be sure: of values that come from elsewhere it knows nothing.
package struct ScriptCheck: Sendable {
    private let names: KnownNames

    /// - Parameters:
    ///   - signatures: Every function that scripts have beyond plain Lua.
    ///   - globals: What else they have: `args`, `json.null`.
    package init(signatures: [Signature], globals: some Sequence<String> = []) {
        names = KnownNames(signatures: signatures, globals: globals)
    }

    /// What is found in a script, in the order of its text.
    ///
    /// A text that is no Lua gives one finding, `syntax-error`, in this parser's words; ask Lua itself first for its
    /// own. Stack use is bounded, whatever the text.
    ///
    /// - Parameter file: What the findings call it.
    package func findings(in source: String, file: String) -> [Finding] {
        findings(in: Array(source.utf8), file: file)
    }

    /// Checks a text as it is in a file: a byte order mark and a `#!` line may be there.
    package func findings(in source: [UInt8], file: String) -> [Finding] {
        let lines = LineTable(source)
        do throws(SyntaxError) {
            let chunk = try Parser.chunk(of: source)
            let checker = Checker(chunk, names: names)
            let silenced = SilencedLines(chunk.comments, lines)
            let remarks = checker.check().sorted { ($0.offset, $0.code) < ($1.offset, $1.code) }
            return zip(remarks, lines.places(of: remarks.map(\.offset))).compactMap { remark, place in
                if silenced.silence(remark.code, line: place.line) { return nil }
                return Finding(
                    file: file, line: place.line, column: place.column, remark.severity, code: remark.code,
                    remark.message)
            }
        } catch {
            return lines.places(of: CollectionOfOne(error.offset)).map { line, column in
                Finding(file: file, line: line, column: column, .error, code: "syntax-error", error.message)
            }
        }
    }
}
