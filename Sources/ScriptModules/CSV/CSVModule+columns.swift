package import LuaBridge
import TextFormats

extension CSVModule {
    /// The names of a file's columns, as `csv.rows` finds them; nil if it would refuse the file, or if there is none.
    ///
    /// Reads the beginning of the file.
    ///
    /// - Parameters:
    ///   - separator: The option of that name; nil where it is left out.
    ///   - encoding: Likewise.
    package static func columns(
        of path: String, in files: FileAccess, separator: String? = nil, encoding: String? = nil
    ) -> [String]? {
        do {
            let separator = try separator.map { try CSVSeparatorChoice(lua: .string($0)).separator } ?? nil
            let encoding = try encoding.map { try CSVEncoding(lua: .string($0)) } ?? .auto
            let reader = try CSVReader(
                try files.open(path, for: .read), name: path, header: .first,
                dialect: CSVDialect(separator: separator, encoding: encoding), unpacks: true)
            return reader.columns
        } catch { return nil }
    }
}
