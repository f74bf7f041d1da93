/// Arrays as PostgreSQL reads them from a text.
enum PostgresArray {
    /// An array of texts, or of what PostgreSQL reads from texts; nil stands for null.
    static func of(_ elements: [String?]) -> String {
        var text = "{"
        for element in elements {
            if text.utf8.count > 1 { text += "," }
            guard let element else {
                text += "NULL"
                continue
            }
            text += "\""
            for scalar in element.unicodeScalars {
                if scalar == "\"" || scalar == "\\" { text += "\\" }
                text.unicodeScalars.append(scalar)
            }
            text += "\""
        }
        return text + "}"
    }
}
