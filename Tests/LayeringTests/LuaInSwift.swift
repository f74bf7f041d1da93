/// Finds Lua code in the string literals of Swift files, except in what is only shown: examples and help.
enum LuaInSwift {
    /// Where such literals begin, as `path:line`.
    static func findings(in file: SourceFile) -> [String] {
        let isProse = file.isBelow("Sources/ScriptModules/Help/Topics") || file.isBelow("Sources/Catalogue/Advice")
        // What the prompt enters in the user's name is no code of the host's: it uses the session's own variables.
        let isEntered = ["ReplCommands", "ResultExport"].contains { file.path == "Sources/govscript/Repl/\($0).swift" }
        if isProse || isEntered { return [] }
        let lines = file.lines
        let isLua = file.isBelow("Sources/LuaBridge") || file.text.contains("import LuaBridge")
        var found: [Int] = []
        // The multi-line literal that a line is in, by the line where it begins.
        var literal: (start: Int, isShown: Bool)?
        for (index, line) in lines.enumerated() where !line.drop(while: { $0 == " " }).hasPrefix("///") {
            if line.contains("\"\"\"") {
                // An example, or the function that makes one.
                let isShown = lines[max(0, index - 1)...index].contains { $0.contains("example") }
                literal = literal == nil ? (index, isShown) : nil
            } else if let literal {
                if !literal.isShown, found.last != literal.start, isStatement(line) { found.append(literal.start) }
            } else if !line.contains("example:"), holdsStatement(line) || isLua && isRun(lines, index) {
                found.append(index)
            }
        }
        return found.map { "\(file.path):\($0 + 1)" }
    }

    /// Whether a line begins as one of Lua's does.
    private static func isStatement(_ line: Substring) -> Bool {
        line.firstMatch(of: #/^\s*(?:local\s+function\s|local\s+[\w, <>]+=|(?:return\s+)?function\s*[\w.:]*\()/#) != nil
    }

    private static func holdsStatement(_ line: Substring) -> Bool {
        line.firstMatch(of: #/^[^\/]*"(?:local\s+function\s+\w|local\s+\w+\s+=|return\s+function)/#) != nil
    }

    /// Whether a literal is handed to what runs Lua, on this line or the next.
    private static func isRun(_ lines: [Substring], _ index: Int) -> Bool {
        let isOpen = lines[index].hasSuffix("(") && index + 1 < lines.count
        let text = lines[index] + (isOpen ? lines[index + 1] : "")
        // What is typed at the prompt is tried as an expression first, by a word in front of it.
        return text.firstMatch(of: #/(?:^|\W)(?:run|runHostCode|load)\((?:\s*|\w+: |Array\()#*"(?!return ")/#) != nil
    }
}
