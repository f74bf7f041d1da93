/// What is wrong with a workbook, and where: `links.xlsx:Links!C7: the formula has no stored value …`.
package struct XlsxError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The file's name as it was given.
    package let file: String
    /// Nil where no sheet is to blame.
    package let sheet: String?
    /// Counted from 1; nil where no row is to blame.
    package let row: Int?
    /// Counted from 1; nil where no column is to blame.
    package let column: Int?
    /// Without the place.
    package let message: String

    /// An error in `file`.
    package init(file: String, sheet: String? = nil, row: Int? = nil, column: Int? = nil, message: String) {
        self.file = file
        self.sheet = sheet
        self.row = row
        self.column = column
        self.message = message
    }

    /// One line, with the place in Excel's notation.
    package var description: String {
        guard let sheet else { return "\(file): \(message)" }
        return "\(file):\(XlsxPlace.text(sheet: sheet, row: row, column: column)): \(message)"
    }
}

/// Places as Excel writes them.
package enum XlsxPlace {
    /// `Links!C7`, `Links!7` for a row, `Links` for a sheet; a name is quoted unless it is a word.
    package static func text(sheet: String, row: Int? = nil, column: Int? = nil) -> String {
        let isPlain = sheet.unicodeScalars.allSatisfy {
            $0.properties.isAlphabetic || "_.0123456789".unicodeScalars.contains($0)
        }
        let isWord = isPlain && sheet.unicodeScalars.first.map { !("0"..."9" ~= $0) } == true
        let name = isWord ? sheet : "'\(doubled(sheet))'"
        guard row != nil || column != nil else { return name }
        return "\(name)!\(column.map(columnName) ?? "")\(row.map(String.init) ?? "")"
    }

    /// `A` for 1, `XFD` for 16384.
    package static func columnName(_ number: Int) -> String {
        var letters: [UInt8] = []
        var rest = number
        while rest > 0 {
            letters.append(UInt8(ascii: "A") + UInt8((rest - 1) % 26))
            rest = (rest - 1) / 26
        }
        return String(decoding: letters.reversed(), as: UTF8.self)
    }

    private static func doubled(_ name: String) -> String {
        String(name.flatMap { $0 == "'" ? "''" : String($0) })
    }
}
