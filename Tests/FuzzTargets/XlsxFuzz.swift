import LuaBridge
import Spreadsheets
import TestSupport

extension FuzzTarget {
    /// The reader of Excel workbooks.
    ///
    /// The first byte chooses which part of a good workbook the rest takes the place of; or the rest is the whole file.
    /// Read twice, it is the same both times; an error names the file and is one line.
    static let xlsx = FuzzTarget(name: "xlsx") {
        let file = MemoryFile()
        return { input in
            var source = ByteSource(input)
            let choice = source.next()
            let bytes = workbook(choice, source.takeRest())
            let once = rows(of: bytes, in: file)
            guard once == rows(of: bytes, in: file) else { return "read \(once), then something else" }
            guard case .failure(let error) = once else { return nil }
            let words = "\(error)"
            let isClear = words.hasPrefix("f.xlsx: ") || words.hasPrefix("f.xlsx:")
            return isClear && error.message.count > 8 && !error.message.isEmpty ? nil : "an unclear error: \(words)"
        }
    }

    private static let replaced = [
        "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml", "xl/workbook.xml",
        "xl/_rels/workbook.xml.rels",
    ]

    private static func workbook(_ choice: Int, _ content: [UInt8]) -> [UInt8] {
        let text = String(decoding: content, as: UTF8.self)
        switch choice % 8 {
        case 0: return content
        case 1: return TestWorkbook(rows: text, strings: "<si><t>a</t></si>", formats: ["14", "[h]:mm"]).bytes
        case 2: return TestWorkbook(rows: cells, strings: text, formats: ["14", "[h]:mm"]).bytes
        case 3:
            // The rest is a number and its format.
            let parts = text.filter { !"<>&\"".contains($0) }.split(separator: ";", maxSplits: 1)
            let number = parts.first.map(String.init) ?? ""
            return TestWorkbook(
                rows: "<row><c s=\"1\"><v>\(number)</v></c></row>", formats: [parts.last.map(String.init) ?? ""]
            ).bytes
        default:
            var parts = TestWorkbook(rows: cells, strings: "<si><t>a</t></si>", formats: ["14", "[h]:mm"]).parts
            let name = replaced[(choice / 8 + choice) % replaced.count]
            for index in parts.indices where parts[index].name == name { parts[index].bytes = content }
            return TestArchive(parts).bytes
        }
    }

    private static let cells = "<row r=\"2\"><c r=\"B2\" t=\"s\"><v>0</v></c><c s=\"1\"><v>45000</v></c></row>"

    /// All values of all rows of the first sheet, or what is wrong.
    private static func rows(of bytes: [UInt8], in file: MemoryFile) -> Result<[String], XlsxError> {
        guard let file = file.open(bytes) else { return .success([]) }
        do {
            var options = XlsxReader.Options()
            options.hasHeader = bytes.count % 2 == 0
            var reader = try XlsxReader.open(file, name: "f.xlsx", options)
            var texts: [String] = []
            while try reader.findNext() {
                if let flaw = reader.flaw { return .failure(flaw) }
                for (column, text) in reader.texts { texts.append("\(reader.row) \(column) \(text)") }
            }
            return .success(texts)
        } catch let error as XlsxError {
            return .failure(error)
        } catch {
            return .failure(XlsxError(file: "", message: "another error: \(error)"))
        }
    }
}
