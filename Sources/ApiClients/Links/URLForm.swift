import TerminalText

/// What the services think of a URL's form, told in full.
///
/// They ask `isURL` of validator.js, which answers yes or no. It counts in UTF-16 units.
struct URLForm {
    /// What is wrong, one sentence each; empty for a URL that passes.
    private(set) var faults: [String] = []
    /// The host, in lower case, as far as there is one.
    private(set) var host = ""

    /// The most UTF-16 units of a URL.
    static let longest = 2082

    init(_ text: String) {
        let size = text.utf16.count
        if size > Self.longest { faults.append("It has \(size) characters; at most \(Self.longest) are allowed.") }
        addForbidden(text)
        let scalars = text.unicodeScalars
        let authority = Self.authority(in: scalars)
        let parts = authority.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
        if parts.count == 2 { addUser(parts[0]) }
        let hostAndPort = parts.last ?? authority
        if hostAndPort.contains("@") {
            add("There are two '@' before the host; write %40 for one in a password.")
        } else {
            addHost(hostAndPort)
        }
        host = Substring(Self.host(in: scalars)).lowercased()
    }

    /// The host of a URL, without user and port, where a program that follows the URL finds it: behind the last '@',
    /// and a backslash ends it.
    static func host(in scalars: String.UnicodeScalarView) -> Substring.UnicodeScalarView {
        let authority = Self.authority(in: scalars).prefix { $0 != "\\" }
        let host = authority.split(separator: "@", omittingEmptySubsequences: false).last ?? authority
        guard host.first == "[", let close = host.firstIndex(of: "]") else { return host.prefix { $0 != ":" } }
        return host[...close]
    }

    private static func authority(in scalars: String.UnicodeScalarView) -> Substring.UnicodeScalarView {
        let scheme = scalars.firstRange(of: "://".unicodeScalars)
        let ends = scalars.firstIndex { "/?#".unicodeScalars.contains($0) } ?? scalars.endIndex
        // A URL without a scheme, as a person would type it, has a host too.
        let start = scheme.flatMap { $0.lowerBound < ends ? $0.upperBound : nil } ?? scalars.startIndex
        return scalars[start...].prefix { !"/?#".unicodeScalars.contains($0) }
    }

    private mutating func addForbidden(_ text: String) {
        for (column, character) in zip(1..., text) {
            let isForbidden: (Unicode.Scalar) -> Bool = { $0.properties.isWhitespace || $0 == "<" || $0 == ">" }
            guard let scalar = character.unicodeScalars.first(where: isForbidden) else { continue }
            switch scalar {
            case "<": faults.append("There is '<' at character \(column). Write %3C for it.")
            case ">": faults.append("There is '>' at character \(column). Write %3E for it.")
            case " ": faults.append("There is a blank (U+0020) at character \(column). Write %20 for a blank in a URL.")
            default: faults.append("There is \(LookAlike(scalar: scalar, column: column).placed). Remove it.")
            }
            return
        }
    }

    private mutating func addUser(_ user: Substring.UnicodeScalarView) {
        let colons = user.count { $0 == ":" }
        if user.isEmpty || user.elementsEqual(":".unicodeScalars) {
            faults.append("There is no user name before the '@'.")
        } else if colons > 1 {
            faults.append("There are two colons before the '@'; write %3A for one in a password.")
        }
    }

    private mutating func addHost(_ text: Substring.UnicodeScalarView) {
        if text.first == "[" { return addBracketedHost(text) }
        let name = text.prefix { $0 != ":" }
        if name.endIndex < text.endIndex { addPort(text[text.index(after: name.endIndex)...]) }
        if Self.isIPv4(Substring(name)) { return }
        let labels = name.split(separator: ".", omittingEmptySubsequences: false)
        guard let top = labels.last, labels.count > 1 else {
            return add("Give a complete URL with a full host name.")
        }
        for label in labels { addLabel(label) }
        // An empty one is told already.
        if !top.isEmpty, !Self.isTopLevel(top) {
            add("The host name ends with '.\(Substring(top))', which is no top-level domain.")
        }
    }

    private mutating func addLabel(_ label: Substring.UnicodeScalarView) {
        if label.isEmpty { return add("The host name has a dot too many.") }
        if label.reduce(0, { $0 + UTF16.width($1) }) > 63 {
            add("A part of the host name has more than 63 characters.")
        }
        if label.first == "-" || label.last == "-" { add("A part of the host name begins or ends with a hyphen.") }
        for scalar in label where !Self.mayStandInLabel(scalar) {
            add("The host name must not have '\(scalar)' in it.")
        }
    }

    private mutating func addPort(_ text: Substring.UnicodeScalarView) {
        // A colon without a port passes.
        if text.isEmpty { return }
        let isNumber = text.allSatisfy { ("0"..."9").contains($0) }
        guard isNumber, let port = Int(String(text.drop { $0 == "0" })), port <= 65_535 else {
            return add("The port must be a number from 1 to 65535.")
        }
    }

    private mutating func addBracketedHost(_ text: Substring.UnicodeScalarView) {
        let address = text.dropFirst().prefix { $0 != "]" }
        guard address.endIndex < text.endIndex, Self.isIPv6(address) else {
            return add("What stands in brackets must be an IPv6 address.")
        }
        let rest = text[text.index(after: address.endIndex)...]
        if rest.isEmpty { return }
        guard rest.first == ":", rest.count > 1 else {
            return add("After the brackets there may be a colon and a port.")
        }
        addPort(rest.dropFirst())
    }

    /// Adds what is not told yet.
    private mutating func add(_ fault: String) { if !faults.contains(fault) { faults.append(fault) } }
}

extension URLForm {
    private static func mayStandInLabel(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        // Full-width ASCII.
        case 0xFF01...0xFF5E: false
        default: scalar == "-" || isLetterOrDigit(scalar) || scalar.value >= 0xA1
        }
    }

    private static func isTopLevel(_ label: Substring.UnicodeScalarView) -> Bool {
        if label.count >= 4, Substring(label).lowercased().hasPrefix("xn"),
            label.allSatisfy({ $0 == "-" || isLetterOrDigit($0) })
        {
            return true
        }
        return label.count >= 2
            && label.allSatisfy { scalar in
                switch scalar.value {
                case 0x41...0x5A, 0x61...0x7A, 0xA1...0xA8, 0xAA...0xD7FF, 0xF900...0xFDCF, 0xFDF0...0xFFEF: true
                default: false
                }
            }
    }

    private static func isIPv4(_ text: Substring) -> Bool {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        // Signs and leading zeros are lost in the number.
        return parts.count == 4 && parts.allSatisfy { part in UInt8(part).map { "\($0)" == part } ?? false }
    }

    /// - Parameter text: Without brackets; a zone may follow a percent sign.
    private static func isIPv6(_ text: Substring.UnicodeScalarView) -> Bool {
        let address = text.prefix { $0 != "%" }
        if address.endIndex < text.endIndex {
            let zone = text[text.index(after: address.endIndex)...]
            guard !zone.isEmpty, zone.allSatisfy({ isLetterOrDigit($0) || "-.:".unicodeScalars.contains($0) }) else {
                return false
            }
        }
        return HostName("[\(Substring(address))]") != nil
    }

    private static func isLetterOrDigit(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "0"..."9", "A"..."Z", "a"..."z": true
        default: false
        }
    }
}
