import Glibc

/// A host's name in the one form in which hosts are compared and told apart.
///
/// Lower case, without the dot of the root, an IPv6 address without brackets and in its shortest form. `go.gov.sg`,
/// `GO.GOV.SG` and `go.gov.sg.` are one name. Names that could be read in more than one way (percent signs, letters
/// outside ASCII such as the full-width dot, user names) are none: who means such a host writes its ASCII form.
package struct HostName: Sendable, Hashable, CustomStringConvertible {
    /// The name.
    package let text: String

    /// Reads a name or an address as written in a URL.
    package init?(_ text: some StringProtocol) {
        if text.hasPrefix("["), text.hasSuffix("]") {
            guard let address = Self.shortestIPv6(String(text.dropFirst().dropLast())) else { return nil }
            self.text = address
            return
        }
        var name = Substring(text.lowercased())
        if name.hasSuffix(".") { name.removeLast() }
        let labels = name.split(separator: ".", omittingEmptySubsequences: false)
        guard name.utf8.count <= 253, labels.allSatisfy(Self.isLabel) else { return nil }
        self.text = String(name)
    }

    /// The name.
    package var description: String { text }

    /// The name without `www.`: what belongs to the owner of the name.
    var withoutWWW: HostName {
        guard text.hasPrefix("www."), let rest = HostName(text.dropFirst(4)) else { return self }
        return rest.withoutWWW
    }

    /// Whether it is this machine's own, by any of the usual names.
    var isLoopback: Bool {
        if text == "localhost" || text == "::1" { return true }
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }

    private static func isLabel(_ label: Substring) -> Bool {
        (1...63).contains(label.utf8.count)
            && label.utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte) || byte == 0x2D || byte == 0x5F
            }
    }

    private static func shortestIPv6(_ text: String) -> String? {
        var address = in6_addr()
        guard inet_pton(AF_INET6, text, &address) == 1 else { return nil }
        var buffer = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        guard inet_ntop(AF_INET6, &address, &buffer, socklen_t(INET6_ADDRSTRLEN)) != nil else { return nil }
        return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
