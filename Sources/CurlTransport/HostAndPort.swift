/// `host`, `host:port`, `[::1]` or `[::1]:port`.
struct HostAndPort: Sendable, Hashable {
    /// Lower case, without brackets and without a final dot.
    let host: String
    let port: UInt16?

    /// Nil if it is none of these, or has characters that no host has.
    init?(_ text: String) {
        var host = Substring(text)
        var port: Substring?
        if text.hasPrefix("[") {
            guard let end = text.firstIndex(of: "]") else { return nil }
            host = text[text.index(after: text.startIndex)..<end]
            let rest = text[text.index(after: end)...]
            guard rest.isEmpty || rest.first == ":" else { return nil }
            port = rest.isEmpty ? nil : rest.dropFirst()
            guard IPAddress(String(host))?.isVersion6 == true else { return nil }
        } else if let colon = text.firstIndex(of: ":") {
            host = text[..<colon]
            port = text[text.index(after: colon)...]
        }
        if let port {
            guard port.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = UInt16(port), number > 0 else {
                return nil
            }
            self.port = number
        } else {
            self.port = nil
        }
        if host.last == ".", host.count > 1 { host.removeLast() }
        guard !host.isEmpty, host.utf8.allSatisfy(Self.mayStand) else { return nil }
        self.host = host.lowercased()
    }

    private static func mayStand(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: ":"):
            true
        default: false
        }
    }
}
