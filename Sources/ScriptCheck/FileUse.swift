/// What a script does with a file that it names.
package enum FileUse: Sendable, Hashable {
    case read, write, list
    /// It only asks whether there is something.
    case look
    /// It reads the file if there is one.
    case tryToRead
    case makeFolder, remove

    /// Which arguments of a function, counted from 0, are paths, and what it does with them.
    package static func arguments(of function: String) -> [(index: Int, use: FileUse)] {
        switch function {
        case "csv.rows", "csv.read", "fs.read", "datagov.check", "io.lines", "dofile", "loadfile":
            [(0, .read)]
        case "datagov.upload", "datagov.append", "datagov.publish": [(1, .read)]
        case "datagov.download": [(1, .write)]
        case "csv.writer", "csv.write", "fs.write", "io.output": [(0, .write)]
        case "csv.copy": [(0, .read), (1, .write)]
        case "fs.list": [(0, .list)]
        case "fs.exists", "fs.stat": [(0, .look)]
        case "io.open", "io.input": [(0, .tryToRead)]
        case "fs.mkdir": [(0, .makeFolder)]
        case "os.remove": [(0, .remove)]
        case "os.rename": [(0, .remove), (1, .write)]
        default: []
        }
    }

    /// The option of a function that names a file which it writes.
    package static func option(of function: String) -> String? { function == "bulk.each" ? "save" : nil }
}

/// Why a script will not get at a file, as far as can be said before it runs.
package enum FileProblem: Sendable, Hashable {
    /// Outside of what scripts may open, in words that name the path and what allows it.
    case closed(String)
    /// Not there, or its folder is not.
    case missing(String)

    var words: String {
        switch self {
        case .closed(let words), .missing(let words): words
        }
    }
}
