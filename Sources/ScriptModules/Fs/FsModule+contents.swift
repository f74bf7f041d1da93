import Catalogue
public import LuaBridge

extension FsModule {
    static let list = Binding<FsModule>(
        "fs.list", "Returns the names in a folder, sorted.",
        .required("path", String.self, file: .list, "The folder."),
        returns: .value("The names, without the folder's."), errors: [.permission, .data],
        example: "for _, name in ipairs(fs.list(\".\")) do print(name) end",
        run: { (module, path) -> [String] in try module.files.list(path) })

    static let stat = Binding<FsModule>(
        "fs.stat", "Returns the kind, size and time of a file or folder.",
        .required("path", String.self, file: .look, "The path."),
        returns: .init(.init(FileStatus.shape, optional: true, "Nil if there is none.")) { status in
            [status.map(FileStatus.shape.table) ?? .nil]
        },
        errors: [.permission], example: "fs.write(\"note.txt\", \"hello\")\nprint(fs.stat(\"note.txt\").size)",
        run: { (module, path) -> FileStatus? in try module.status(of: path) })

    static let read = Binding<FsModule>(
        "fs.read", "Returns the whole content of a file.",
        .required("path", String.self, file: .read, "The file."),
        returns: .value("Its content.", type: "string"), errors: [.permission, .data],
        example: "fs.write(\"note.txt\", \"hello\")\nprint(fs.read(\"note.txt\"))",
        run: { (module, path) -> LuaValue in
            LuaValue(bytes: try module.files.contents(of: path, within: module.memory))
        })

    static let write = Binding<FsModule>(
        "fs.write", "Replaces the content of a file as a whole: a reader never sees half of it.",
        .required("path", String.self, file: .write, "The file; it is made if it is missing."),
        .required("content", LuaBytes.self, "All of it."),
        returns: .nothing(), errors: [.permission, .data],
        example: "fs.write(\"note.txt\", \"hello\\n\")",
        run: { module, path, content in try module.files.replaceContents(of: path, with: content.bytes) })

    static let mkdir = Binding<FsModule>(
        "fs.mkdir", "Creates a folder and its missing parents. An existing folder is not an error.",
        .required("path", String.self, file: .makeFolder, "The folder."), returns: .nothing(),
        errors: [.permission, .data],
        example: "fs.mkdir(\"out/2026\")\nprint(fs.exists(\"out/2026\"))",
        run: { module, path in try module.files.makeDirectory(path, parents: true) })

    /// Nil if there is nothing.
    func status(of path: String) throws -> FileStatus? {
        do throws(FileAccessError) {
            return try files.status(of: path)
        } catch {
            guard error.code == .notFound else { throw error }
            return nil
        }
    }
}

extension FileStatus {
    static let shape = RecordShape<FileStatus>(
        "fs.Status",
        RecordField("kind", \.kind, "What it is."),
        RecordField("size", \.size.asInt, "Bytes."),
        RecordField("modified", \.modified, "When its content last changed, in seconds since 1970."))
}

extension FileStatus.Kind: LuaConvertible, CaseIterable {
    package static var allCases: [FileStatus.Kind] { [.file, .folder, .other] }
}
