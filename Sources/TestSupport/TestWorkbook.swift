/// An Excel workbook of given XML.
///
/// ```swift
/// TestWorkbook(rows: #"<row r="1"><c r="A1"><v>1</v></c></row>"#).bytes
/// ```
package struct TestWorkbook: Sendable {
    package struct Sheet: Sendable {
        package var name: String
        /// Of the sheet's `state` attribute.
        package var state: String?
        /// What `<sheetData>` holds.
        package var rows: String
        /// What stands before it, such as `<cols>`.
        package var before = ""
        /// The attributes of its tables: `displayName="Sales" ref="A1:B9"`.
        package var tables: [String] = []

        package init(_ name: String, state: String? = nil, rows: String, before: String = "") {
            self.name = name
            self.state = state
            self.rows = rows
            self.before = before
        }
    }

    package var sheets: [Sheet]
    /// What `<sst>` holds; without it there is no such part.
    package var strings: String?
    /// The number formats of the styles 1, 2, …: an id, or a code.
    package var formats: [String] = []
    package var isFrom1904 = false
    /// What `<definedNames>` holds; without it there is no such element.
    package var names: String?
    /// Whether the names are those of the standard's strict edition.
    package var isStrict = false
    /// Of all names of elements of sheets: `x:`.
    package var prefix = ""

    package init(_ sheets: [Sheet]) {
        self.sheets = sheets
    }

    package init(rows: String, strings: String? = nil, formats: [String] = []) {
        sheets = [Sheet("Sheet1", rows: rows)]
        self.strings = strings
        self.formats = formats
    }

    /// Its parts, each by its name.
    package var parts: [TestArchive.Part] {
        let office = isStrict ? "http://purl.oclc.org/ooxml" : "http://schemas.openxmlformats.org"
        let relations =
            isStrict ? "\(office)/officeDocument/relationships" : "\(office)/officeDocument/2006/relationships"
        let main = isStrict ? "\(office)/spreadsheetml/main" : "\(office)/spreadsheetml/2006/main"
        let space = prefix.isEmpty ? "xmlns=\"\(main)\"" : "xmlns:\(prefix.dropLast())=\"\(main)\""
        let head = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
        func part(_ name: String, _ xml: String) -> TestArchive.Part { .init(name, Array((head + xml).utf8)) }
        func links(_ list: [(id: String, type: String, target: String)]) -> String {
            let space = "xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\""
            let entries = list.map {
                "<Relationship Id=\"\($0.id)\" Type=\"\(relations)/\($0.type)\" Target=\"\($0.target)\"/>"
            }
            return "<Relationships \(space)>\(entries.joined())</Relationships>"
        }
        var targets = sheets.indices.map { ("rId\($0 + 1)", "worksheet", "worksheets/sheet\($0 + 1).xml") }
        if strings != nil { targets.append(("rIdS", "sharedStrings", "/xl/sharedStrings.xml")) }
        if !formats.isEmpty { targets.append(("rIdF", "styles", "styles.xml")) }
        let list = zip(1..., sheets).map { number, sheet in
            let state = sheet.state.map { " state=\"\($0)\"" } ?? ""
            return "<\(prefix)sheet name=\"\(sheet.name)\" sheetId=\"\(number)\"\(state) r:id=\"rId\(number)\"/>"
        }
        let book = """
            <\(prefix)workbook \(space) xmlns:r="\(relations)">\
            <\(prefix)workbookPr\(isFrom1904 ? " date1904=\"1\"" : "")/>\
            <\(prefix)sheets>\(list.joined())</\(prefix)sheets>\
            \(names.map { "<\(prefix)definedNames>\($0)</\(prefix)definedNames>" } ?? "")</\(prefix)workbook>
            """
        var parts = [
            part(
                "[Content_Types].xml", "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>"
            ),
            part("_rels/.rels", links([("rId1", "officeDocument", "xl/workbook.xml")])),
            part("xl/workbook.xml", book), part("xl/_rels/workbook.xml.rels", links(targets)),
        ]
        for (number, sheet) in zip(1..., sheets) {
            let rows = "<\(prefix)sheetData>\(sheet.rows)</\(prefix)sheetData>"
            parts.append(
                part(
                    "xl/worksheets/sheet\(number).xml",
                    "<\(prefix)worksheet \(space)>\(sheet.before)\(rows)</\(prefix)worksheet>"))
            guard !sheet.tables.isEmpty else { continue }
            let tables = zip(1..., sheet.tables).map { index, attributes in
                (name: "table\(number)_\(index).xml", attributes: attributes)
            }
            parts.append(
                part(
                    "xl/worksheets/_rels/sheet\(number).xml.rels",
                    links(tables.map { ("rId\($0.name)", "table", "../tables/\($0.name)") })))
            for table in tables {
                parts.append(
                    part("xl/tables/\(table.name)", "<\(prefix)table \(space) \(table.attributes)></\(prefix)table>"))
            }
        }
        if let strings {
            parts.append(part("xl/sharedStrings.xml", "<\(prefix)sst \(space)>\(strings)</\(prefix)sst>"))
        }
        if !formats.isEmpty { parts.append(part("xl/styles.xml", styles(space))) }
        return parts
    }

    /// The file.
    package var bytes: [UInt8] { TestArchive(parts).bytes }

    private func styles(_ space: String) -> String {
        var codes = ""
        var styles = "<\(prefix)xf numFmtId=\"0\"/>"
        for (number, format) in zip(164..., formats) {
            if Int(format) == nil {
                let code = format.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "&quot;")
                codes += "<\(prefix)numFmt numFmtId=\"\(number)\" formatCode=\"\(code)\"/>"
            }
            styles += "<\(prefix)xf numFmtId=\"\(Int(format) ?? number)\"/>"
        }
        return """
            <\(prefix)styleSheet \(space)><\(prefix)numFmts>\(codes)</\(prefix)numFmts>\
            <\(prefix)cellXfs>\(styles)</\(prefix)cellXfs></\(prefix)styleSheet>
            """
    }
}
