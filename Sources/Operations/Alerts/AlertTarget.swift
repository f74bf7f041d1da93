/// Where `--notify` tells of a run.
package enum AlertTarget: Sendable, Hashable {
    /// A check as healthchecks.io has it: the address, to which `/start` and `/<exit code>` are added.
    case ping(String)
    /// An address that takes a JSON object when the run has ended.
    case webhook(String)
    /// A mail address that gets a message when a run fails.
    case mail(String)

    /// Why a text is no target.
    package struct Mistake: Error, Sendable, Hashable, CustomStringConvertible {
        package var description: String
    }

    /// `https://…`, `json:https://…` or `mailto:…`.
    ///
    /// - Throws: ``Mistake``
    package init(_ text: String) throws(Mistake) {
        if text.hasPrefix("mailto:") {
            let address = String(text.dropFirst("mailto:".count))
            // It becomes an argument and a header.
            guard address.contains("@"), address.first != "-", address.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
            else { throw Mistake(description: "'\(address)' is no address of mail") }
            self = .mail(address)
            return
        }
        let url = text.hasPrefix("json:") ? String(text.dropFirst("json:".count)) : text
        guard url.hasPrefix("https://") || url.hasPrefix("http://"), url.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else {
            throw Mistake(description: "'\(text)' is none of https://…, json:https://… and mailto:…")
        }
        self = url.count == text.count ? .ping(url) : .webhook(url)
    }

    /// What messages call it; without the path, by which anybody could ping.
    package var name: String {
        switch self {
        case .mail(let address): address
        case .ping(let url), .webhook(let url):
            url.split(separator: "/", omittingEmptySubsequences: false).prefix(3).last.map { host in
                String(host.split(separator: "@").last ?? host)
            } ?? url
        }
    }

    /// The address of one signal of a check: `https://hc-ping.com/UUID/start?rid=…`.
    ///
    /// - Parameters:
    ///   - signal: `start`, `log`, an exit code.
    ///   - id: A UUID of the run, by which its start and its end are known to belong together.
    package static func address(of signal: String, at url: String, id: String) -> String {
        let parts = url.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        var path = parts[0]
        while path.last == "/" { path.removeLast() }
        let query = (parts.count > 1 && !parts[1].isEmpty ? [String(parts[1])] : []) + ["rid=\(id)"]
        return "\(path)/\(signal)?\(query.joined(separator: "&"))"
    }

    /// What is sent with a signal: the summary, then as much of the end of the log as the check takes.
    ///
    /// - Parameter limit: Bytes.
    package static func body(_ summary: String, log: String, limit: Int) -> [UInt8] {
        let head = Array(summary.utf8.prefix(max(0, limit)))
        let room = max(0, limit - head.count)
        var tail = Array(log.utf8.suffix(room))
        guard tail.count < log.utf8.count else { return head + tail }
        // Not from the middle of a line on, nor of a character.
        if let end = tail.firstIndex(of: UInt8(ascii: "\n")) { tail.removeFirst(end + 1) }
        tail.removeFirst(tail.prefix { $0 & 0xC0 == 0x80 }.count)
        return head + tail
    }

    /// A header and a body of mail; what comes from outside cannot add a header.
    package static func mail(to address: String, subject: String, body: String) -> String {
        let subject = String(subject.unicodeScalars.filter { $0.value >= 0x20 && $0.value < 0x7F }.map(Character.init))
        return "To: \(address)\nSubject: \(subject)\nContent-Type: text/plain; charset=utf-8\n"
            + "Auto-Submitted: auto-generated\n\n\(body)"
    }
}
