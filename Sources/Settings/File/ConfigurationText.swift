/// The configuration file, for messages about it.
struct ConfigurationText {
    let path: String

    /// The error for what a path of names leads to.
    func mistake(
        _ field: [String], at place: TOMLPlace?, _ message: String, hint: String? = nil
    ) -> ConfigurationError {
        let name = field.map { Profile.isName($0) ? $0 : "\"\($0)\"" }.joined(separator: ".")
        return ConfigurationError(
            .file(path, line: place?.line, column: place?.column), "\(name): \(message)", hint: hint)
    }

    /// A path that the file names: relative to the file's folder, `~/` to the user's.
    func resolve(_ name: String, home: String?) -> String {
        if name.hasPrefix("/") { return name }
        if name.hasPrefix("~/"), let home { return home + name.dropFirst() }
        guard let slash = path.lastIndex(of: "/") else { return name }
        return path[...slash] + name
    }
}
