/// Finds declarations that hold a time in a number, by the words that name times.
enum NumberForTime {
    /// Whether a line declares a variable, a parameter or a result of this kind.
    static func isDeclared(in line: Substring) -> Bool {
        let tokens = tokens(of: line)
        return tokens.indices.contains { index in
            let isTime = isTime(tokens[index])
            if isTime && isResult(tokens, index) { return true }
            // A method whose name ends in "Now" does something, and is no moment.
            guard isTime || tokens[index].hasSuffix("Now") else { return false }
            return isTyped(tokens, index) || isInferred(tokens, index)
        }
    }

    private static let numbers: Set<Substring> = ["Int", "Int32", "Int64", "UInt", "UInt32", "UInt64", "Double"]
    private static let names: Set<Substring> = [
        "until", "since", "second", "time", "timeout", "moment", "elapsed", "pause", "patience", "grace", "window",
        "delay", "age", "now", "clock", "created", "expires", "interval",
    ]
    private static let units = ["nanosecond", "microsecond", "millisecond", "seconds", "minutes", "deadline"]
    private static let endings = [
        "Until", "At", "Since", "Time", "Timeout", "Moment", "Elapsed", "Pause", "Patience", "Grace", "Window", "Delay",
        "Age", "Clock",
    ]

    private static func isTime(_ name: Substring) -> Bool {
        if names.contains(name) || endings.contains(where: name.hasSuffix) { return true }
        let lower = name.lowercased()
        return units.contains { lower.contains($0) }
    }

    /// `let until: Int64`, `, now: Mutex<Int64>`, `(at moment: [Double]`, but not the call `(at: Int32(index))`.
    private static func isTyped(_ tokens: [Substring], _ index: Int) -> Bool {
        func token(_ offset: Int) -> Substring { tokens.indices.contains(index + offset) ? tokens[index + offset] : "" }
        let isFirst = ["let", "var", "(", ","].contains(token(-1)) || ["(", ","].contains(token(-2))
        guard isFirst, token(1) == ":" else { return false }
        var type = 2
        if token(type) == "[" { type += 1 }
        if ["<", ":"].contains(token(type + 1)) { type += 2 }
        return numbers.contains(token(type)) && token(type + 1) != "("
    }

    /// `let pause = 60.0`, `let grace = Mutex<UInt32>(0)`, `var due = Int64.max`.
    private static func isInferred(_ tokens: [Substring], _ index: Int) -> Bool {
        guard index > 0, ["let", "var"].contains(tokens[index - 1]) else { return false }
        var value = tokens.dropFirst(index + 1)
        guard value.popFirst() == "=" else { return false }
        if value.first == "Mutex" { value = value.drop { $0 != "(" }.dropFirst() }
        let isBound = value.first.map(numbers.contains) == true && value.dropFirst().first == "."
        return isBound || value.first?.first?.isNumber == true
    }

    /// `func deadline(of call: Call) -> Int64`.
    private static func isResult(_ tokens: [Substring], _ index: Int) -> Bool {
        guard index > 0, tokens[index - 1] == "func" else { return false }
        guard let arrow = tokens.indices.last(where: { tokens[$0] == ">" && tokens[$0 - 1] == "-" }) else {
            return false
        }
        return arrow + 1 < tokens.count && numbers.contains(tokens[arrow + 1])
    }

    /// The words of a line and the marks between them, up to a comment.
    private static func tokens(of line: Substring) -> [Substring] {
        var tokens: [Substring] = []
        var word: Substring.Index?
        for index in line.utf8.indices {
            let byte = line.utf8[index]
            let isOfWord = (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20) || byte == 0x5F
            if isOfWord {
                word = word ?? index
                continue
            }
            if let start = word { tokens.append(line[start..<index]) }
            word = nil
            if byte == 0x2F, tokens.last == "/" { return tokens }
            if byte != 0x20, byte < 0x80 { tokens.append(line[index...index]) }
        }
        if let start = word { tokens.append(line[start...]) }
        return tokens
    }
}
