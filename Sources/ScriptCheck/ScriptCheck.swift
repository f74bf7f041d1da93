package import Catalogue

/// Finds mistakes in scripts before they are run: calls that do not fit the catalogue, names that nobody made, writes
/// that a killed run would repeat.
///
/// It says nothing where it cannot be sure: of values that come from elsewhere it knows nothing.
package struct ScriptCheck: Sendable {
    /// The rule that a constant breaks as a parameter of a function, in the words of the call's own check; nil if it
    /// breaks none.
    package typealias Rules = @Sendable (_ function: String, _ parameter: String, _ value: Constant) -> BrokenRule?
    /// Why a script will not get at a file that it names; nil if nothing is known against it.
    package typealias Paths = @Sendable (_ path: String, _ use: FileUse) -> FileProblem?

    /// The columns of a CSV file that a script reads; nil if it cannot be read, or has no header.
    package typealias Columns = @Sendable (_ path: String, _ dialect: FileDialect) -> [String]?

    /// How a script says that a file is to be read; nil where it leaves that open.
    package struct FileDialect: Sendable, Hashable {
        package var separator: String?
        package var encoding: String?
    }

    /// What is wrong with a value, and what to do.
    package struct BrokenRule: Sendable {
        var words: String
        var hint: String?

        package init(words: String, hint: String?) { (self.words, self.hint) = (words, hint) }
    }

    private let names: KnownNames
    private let rules: Rules
    private let advice: ErrorAdvice

    /// - Parameters:
    ///   - signatures: Every function that scripts have beyond plain Lua.
    ///   - globals: What else they have: `args`, `json.null`.
    ///   - rules: Checks a constant of the right type.
    package init(
        signatures: [Signature], globals: some Sequence<String> = [], rules: @escaping Rules = { _, _, _ in nil }
    ) {
        names = KnownNames(signatures: signatures, globals: globals)
        self.rules = rules
        advice = ErrorAdvice(Manual(signatures, summaries: [:]))
    }

    /// What is found in a script, in the order of its text.
    ///
    /// A text that is no Lua gives one finding, `syntax-error`, in this parser's words; ask Lua itself first for its
    /// own. Stack use is bounded, whatever the text.
    ///
    /// - Parameters:
    ///   - file: What the findings call it.
    ///   - paths: Is asked about the files that the script names; without it they are not looked at.
    ///   - columns: Is asked for the columns of the CSV files that it reads; without it rows may have any.
    package func findings(
        in source: String, file: String, paths: Paths? = nil, columns: Columns? = nil
    ) -> [Finding] {
        findings(in: Array(source.utf8), file: file, paths: paths, columns: columns)
    }

    /// Checks a text as it is in a file: a byte order mark and a `#!` line may be there.
    package func findings(
        in source: [UInt8], file: String, paths: Paths? = nil, columns: Columns? = nil
    ) -> [Finding] {
        let lines = LineTable(source)
        do throws(SyntaxError) {
            let chunk = try Parser.chunk(of: source)
            let checker = Checker(
                chunk, of: source, advice: advice, names: names, rules: rules, paths: paths, columns: columns)
            let silenced = SilencedLines(chunk.comments, lines)
            let remarks = checker.check().sorted { ($0.offset, $0.code) < ($1.offset, $1.code) }
            return zip(remarks, lines.places(of: remarks.map(\.offset))).compactMap { remark, place in
                if silenced.silence(remark.code, line: place.line) { return nil }
                var finding = Finding(
                    file: file, line: place.line, column: place.column, remark.severity, code: remark.code,
                    remark.message)
                finding.hint = remark.hint
                return finding
            }
        } catch {
            return lines.places(of: CollectionOfOne(error.offset)).map { line, column in
                Finding(file: file, line: line, column: column, .error, code: "syntax-error", error.message)
            }
        }
    }
}
