import CRevision
import CurlTransport
import LuaBridge
import SQLite

/// What `--version` says: the program, the commit that it was built from, and the libraries that it has found.
enum VersionReport {
    /// Two lines, the second of which loads libcurl.
    static var text: String { "govscript \(Govscript.version) (\(revision))\n\(libraries)" }

    /// `commit 4d3c2b1a0f9e, 2026-11-28`.
    static var revision: String {
        let words = String(cString: crevision()).split(separator: " ")
        guard words.count == 2 else { return "development build" }
        return "commit \(words[0]), \(words[1])"
    }

    /// The versions of the libraries, of which all but Lua's are the machine's own.
    static var libraries: String {
        let http = CurlTransport.libraries.map { "\($0.libcurl), \($0.tls)" } ?? "no libcurl"
        return "Lua \(LuaState.version), SQLite \(Database.libraryVersion), \(http)"
    }
}
