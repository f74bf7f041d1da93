package import Catalogue
package import LuaBridge

/// `fs`: what Lua's own libraries lack about files.
package struct FsModule: ScriptModule {
    package static let name = "fs"
    package static let summary = "File helpers missing from Lua's standard library."
    package static let bindings = [glob, exists, list, stat, read, write, mkdir]

    let files: FileAccess
    /// What the script that it is installed for may hold.
    private(set) var memory: LuaMemory?
    private var control: LuaControl?

    package init(_ host: AllModules) {
        files = host.files
    }

    package mutating func bind(to state: LuaState) {
        memory = state.memory
        control = state.control
    }

    static let glob = Binding<FsModule>(
        "fs.glob", "Returns the files that match a pattern, sorted.",
        .required("pattern", String.self, "With * for any characters, ? for one, [abc] for one of these."),
        returns: .value("The paths."), errors: [.permission],
        example: "for _, path in ipairs(fs.glob(\"*.csv\")) do print(path) end",
        run: { (module, pattern) -> [String] in
            var hold = LuaMemoryHold(module.memory)
            return try module.files.glob(pattern) { bytes in
                try module.control?.endIfWanted()
                try hold.add(bytes)
            }
        })

    static let exists = Binding<FsModule>(
        "fs.exists", "Tells whether a file or folder exists.",
        .required("path", String.self, file: .look, "The path."),
        returns: .value("Whether it exists."), errors: [.permission],
        example: "print(fs.exists(\"no-such-file\"))",
        run: { (module, path) -> Bool in try module.status(of: path) != nil })
}
