import Postgres

/// Which environment variables hold secrets, and what is left of them for scripts and for the programs that they start.
package enum SecretVariable {
    /// What everybody but govscript itself may see of a variable; nil for one that holds a key.
    ///
    /// A proxy's address, and any other address, loses the user and password in it; a database's, its password.
    package static func shown(_ name: String, _ value: String) -> String? {
        if holdsKey(name) { return nil }
        // Its user stays: without one, another govscript that is started would be another user.
        if name == StateSetting.variable { return PostgresAddress.withoutPassword(value) }
        return holdsAddress(name) ? withoutUser(value) : value
    }

    /// Whether a variable holds a key.
    ///
    /// A key in a variable whose name is misspelled is still one.
    package static func holdsKey(_ name: String) -> Bool {
        name.hasPrefix(prefix) && name.contains("KEY") && !name.hasSuffix("_FILE")
    }

    /// Whether scripts see a variable as if it were not set: one that holds a key, or says where keys are.
    package static func isHidden(_ name: String) -> Bool {
        name.hasPrefix(prefix) && name.contains("KEY") || name == Credentials.folderVariable
    }

    private static let prefix = "GOVSCRIPT_"

    private static func holdsAddress(_ name: String) -> Bool {
        name.hasPrefix(prefix) && name.hasSuffix("_URL") || name.lowercased().hasSuffix("_proxy")
    }

    /// All up to the last `@` is taken for the user's: a password that is not percent-encoded may hold anything.
    private static func withoutUser(_ address: String) -> String {
        guard let at = address.utf8.lastIndex(of: UInt8(ascii: "@")) else { return address }
        let host = String(address[address.utf8.index(after: at)...])
        guard let slashes = address.firstRange(of: "://"), slashes.lowerBound < at,
            address[..<slashes.lowerBound].allSatisfy({ $0.isLetter || $0.isNumber })
        else { return host }
        return address[..<slashes.upperBound] + host
    }
}
