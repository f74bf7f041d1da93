import CLua

/// Where `require` looks for a module of a script: beside it, and in the folder `lua` there.
struct LuaModuleFinder: Sendable {
    /// The script's folder as messages show it; empty for the working directory.
    let directory: String
    let access: FileAccess

    enum Result {
        case found(chunk: ArraySlice<UInt8>, path: String)
        /// One line for each place, each with a line break before it.
        case missing(tried: String)
    }

    /// - Throws: ``LuaLimitError`` when the file is larger than the memory limit allows.
    func find(_ name: String, within memory: LuaMemory) throws -> Result {
        // Said once, not for each place.
        guard name.utf8.count <= FileAccess.longestPath else {
            return .missing(
                tried: "\n\ta name has at most \(FileAccess.longestPath) bytes, and this one has \(name.utf8.count)")
        }
        let file = name.split(separator: ".", omittingEmptySubsequences: false).joined(separator: "/")
        let folder = directory.isEmpty || directory.hasSuffix("/") ? directory : directory + "/"
        var tried = ""
        for template in ["?.lua", "?/init.lua", "lua/?.lua", "lua/?/init.lua"] {
            let path = folder + filled(template, file)
            do {
                return .found(chunk: try access.chunk(of: path, within: memory), path: path)
            } catch let error as FileAccessError {
                tried += "\n\t" + (error.code == .notFound ? "no file '\(path)'" : error.description)
            }
        }
        // Said without a look at the disk: whether a library is there is none of the script's business.
        let hint = access.hints.all.map { " (allow them with \($0))" } ?? ""
        return .missing(tried: tried + "\n\tC libraries are not looked for" + hint)
    }

    private func filled(_ template: String, _ file: String) -> String {
        template.split(separator: "?", omittingEmptySubsequences: false).joined(separator: file)
    }

    /// `search(name)` → text, path; or nil and what was tried.
    var search: LuaFunction {
        LuaFunction("require") { [self] call in
            guard case .string(let name) = try call.value(at: 1) else {
                return .values([.nil, "\n\ta module's name has to be UTF-8"])
            }
            switch try find(name, within: call.state.memory) {
            case .found(let chunk, let path): return .values([LuaValue(bytes: chunk), .string(path)])
            case .missing(let tried): return .values([.nil, .string(tried)])
            }
        }
    }
}
