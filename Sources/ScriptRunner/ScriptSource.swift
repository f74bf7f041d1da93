import LuaBridge

/// A script's text, and what messages call it.
package struct ScriptSource: Sendable {
    /// The bytes that Lua compiles.
    package var text: [UInt8]
    /// Lua's name for the chunk: `@FILE` for a file, `=NAME` otherwise.
    package var chunkName: String
    /// The folder of the file, if the script is one.
    package var directory: String?
    /// What scripts find as `arg[0]`.
    package var name: String

    /// A file's script.
    ///
    /// A `#!` line and a byte order mark are taken out; line numbers stay.
    package init(file path: String, text: [UInt8]) {
        self.text = Array(text.luaCode)
        chunkName = "@" + path
        name = path
        directory = path.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
        if directory == "" { directory = path.hasPrefix("/") ? "/" : "." }
    }

    /// A script that is no file: `stdin`, `command line`.
    package init(named name: String, text: [UInt8]) {
        self.text = Array(text.luaCode)
        chunkName = "=" + name
        self.name = name
    }
}
