import FoundationEssentials

/// The files below a folder.
package enum FolderPaths {
    /// The paths of all files below a folder, as they are written from it, sorted; links to folders are not followed.
    package static func below(_ folder: String) -> [String] {
        let manager = FileManager.default
        let names = ((try? manager.contentsOfDirectory(atPath: folder)) ?? []).sorted()
        return names.flatMap { name -> [String] in
            let path = folder + "/" + name
            var isFolder = false
            guard manager.fileExists(atPath: path, isDirectory: &isFolder), isFolder else { return [name] }
            if (try? manager.destinationOfSymbolicLink(atPath: path)) != nil { return [] }
            return below(path).map { name + "/" + $0 }
        }
    }
}
