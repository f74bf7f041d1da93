import Timekeeping

/// Reads `Retry-After` (RFC 9110 §10.2.3): a number of seconds or a date.
enum RetryAfter {
    /// The pause a response asks for, from 0 to `bound`; nil if it does not ask, or not understandably.
    ///
    /// A date is compared with the response's own `Date`, so that this machine's clock does not matter.
    static func pause(_ headers: HeaderFields, now: ServiceInstant, atMost bound: Duration) -> Duration? {
        guard let field = headers["retry-after"] else { return nil }
        let text = String(field.trimmingPrefix { $0 == " " })
        if !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
            return Double(text).map { min(bound, .saturating(seconds: $0)) }
        }
        guard let date = HTTPDate.parse(text) else { return nil }
        let sent = headers["date"].flatMap(HTTPDate.parse) ?? now.inWholeSeconds
        return min(bound, max(.zero, date - sent))
    }
}
