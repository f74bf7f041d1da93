/// The byte between two fields.
package struct CSVSeparator: Sendable, Hashable {
    package let byte: UInt8

    /// nil unless `text` is one ASCII character that is neither a quote nor a line end.
    package init?(_ text: String) {
        let bytes = Array(text.utf8)
        let reserved = [0, quote, carriageReturn, lineFeed]
        guard bytes.count == 1, bytes[0] < 0x80, !reserved.contains(bytes[0]) else { return nil }
        byte = bytes[0]
    }

    private init(byte: UInt8) {
        self.byte = byte
    }

    /// The one that gives the format its name.
    package static let comma = CSVSeparator(byte: UInt8(ascii: ","))
    /// Usual where the comma is the decimal sign.
    package static let semicolon = CSVSeparator(byte: UInt8(ascii: ";"))
    /// As in TSV files, but with CSV's quotes.
    package static let tab = CSVSeparator(byte: UInt8(ascii: "\t"))

    /// Those that a file may be found to have; the comma first.
    static let usual = [comma, semicolon, tab, CSVSeparator(byte: UInt8(ascii: "|"))]

    /// The character that it is.
    package var text: String { String(UnicodeScalar(byte)) }

    /// For messages.
    var words: String { self == .tab ? "a tab" : "'\(UnicodeScalar(byte))'" }
}

let quote = UInt8(ascii: "\"")
let carriageReturn = UInt8(ascii: "\r")
let lineFeed = UInt8(ascii: "\n")
