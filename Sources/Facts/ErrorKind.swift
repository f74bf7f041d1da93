/// The kinds of errors that scripts tell apart: the `kind` of an error value.
package enum ErrorKind: String, Sendable, Codable, CaseIterable {
    case usage, data, auth
    case notFound = "not_found"
    case conflict, rejected
    case rateLimited = "rate_limited"
    case unreachable, server, ingestion, timeout, cancelled, permission, uncertain, `internal`
}
