/// A prompt with colours, in the form in which libedit knows that they take no columns.
struct StyledPrompt {
    /// Stands before and after each sequence.
    static let mark: Character = "\u{01}"

    /// The text for libedit.
    var marked: String
    /// What a person sees.
    var plain: String

    /// - Parameter text: May hold sequences `ESC [ … m`; other control characters are left out.
    init(_ text: String) {
        var marked = "", plain = "", sequence = ""
        var rest = text.unicodeScalars[...]
        while let scalar = rest.popFirst() {
            if scalar == "\u{1B}", rest.first == "[" {
                // libedit prints a sequence together with the character behind it, so neighbours are made one.
                sequence.unicodeScalars.append(scalar)
                while let next = rest.popFirst() {
                    sequence.unicodeScalars.append(next)
                    if next.properties.isAlphabetic { break }
                }
            } else if scalar.value >= 0x20, scalar.value != 0x7F {
                if !sequence.isEmpty { marked += "\(Self.mark)\(sequence)\(Self.mark)" }
                sequence = ""
                marked.unicodeScalars.append(scalar)
                plain.unicodeScalars.append(scalar)
            }
        }
        // A sequence at the very end would be lost.
        if !sequence.isEmpty {
            marked += "\(Self.mark)\(sequence)\(Self.mark) "
            plain += " "
        }
        (self.marked, self.plain) = (marked, plain)
    }
}
