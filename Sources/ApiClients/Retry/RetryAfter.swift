import FoundationEssentials

/// Reads `Retry-After` (RFC 9110 §10.2.3): a number of seconds or a date.
enum RetryAfter {
    /// The pause a response asks for, from 0 to `bound`; nil if it does not ask, or not understandably.
    ///
    /// A date is compared with the response's own `Date`, so that this machine's clock does not matter.
    static func pause(_ headers: HeaderFields, now: Date, atMost bound: Duration) -> Duration? {
        guard let field = headers["retry-after"] else { return nil }
        let text = String(field.trimmingPrefix { $0 == " " })
        var seconds: Double?
        if !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
            seconds = Double(text)
        } else if let date = HTTPDate.parse(text) {
            let sent = headers["date"].flatMap(HTTPDate.parse) ?? Int64(now.timeIntervalSince1970)
            seconds = Double(date - sent)
        }
        return seconds.map { min(bound, .seconds(min(max(0, $0), 1e9))) }
    }
}
