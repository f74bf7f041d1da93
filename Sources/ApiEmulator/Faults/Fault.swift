/// One way to misbehave.
package enum Fault: Sendable, Hashable {
    /// Before or after the request has taken effect.
    package enum Moment: String, Sendable, CaseIterable {
        case before, after
    }

    /// What an answer asks for in its `Retry-After` header.
    package enum Wish: Sendable, Hashable {
        /// A number of seconds, rounded up.
        case seconds(Duration)
        /// A date this far from the moment of the answer; in the past if negative.
        case date(Duration)
        /// These words, however senseless.
        case text(String)
    }

    /// A 5xx with an HTML page (XML from storage), with a Retry-After header if there is a wish.
    case serverError(status: Int, Moment, Wish? = nil)
    /// The connection is closed without an answer.
    case drop(Moment)
    /// The request takes effect, and the connection is closed in the middle of the answer.
    case dropMidway
    /// The answer is late by at least this much, now and then by far more (Pareto, at most 60 times as much).
    case slow(Moment, Duration)
    /// The request takes effect; the answer's JSON ends early.
    case truncatedJson
    /// The request takes effect; the answer is JSON of another shape.
    case wrongJson
    /// The request takes effect; the answer is a 200 with an HTML page.
    case html
    /// A 429, with a Retry-After header if there is a wish. Nothing is done.
    case refusal(Wish?)
    /// A 500 whose JSON says `Server error.`, as when the service's database fails. Nothing is done.
    case databaseError
    /// An update is refused with a 400 that says `Unable to edit short link`, though it is in order. Nothing is done.
    case unableToEdit
    /// From this request on its key is refused.
    case revokedKey
    /// The upload link that is handed out has expired already.
    case expiredLink
    /// Storage closes the connection after half of the body; nothing is stored.
    case halfUpload
    /// The ingestion ends in INGESTION_FAILED.
    case failIngestion
    /// The ingestion stays PENDING_INGESTION for this much longer; for ever if nil.
    case hangIngestion(Duration?)
    /// The previous ingestion's result is shown for this long after the upload.
    case staleIngestion(Duration)
    /// While the ingestion is in progress its status is a word that no document knows.
    case unknownStatus

    enum Occasion { case request, link, ingestion }

    /// What is counted for `@17`.
    var occasion: Occasion {
        switch self {
        case .expiredLink: .link
        case .failIngestion, .hangIngestion, .staleIngestion, .unknownStatus: .ingestion
        default: .request
        }
    }

    func concerns(_ operation: EmulatedOperation?) -> Bool {
        self != .unableToEdit || operation == .update
    }

    /// The services that can misbehave in this way.
    var services: [EmulatedService] {
        switch self {
        case .serverError, .drop, .dropMidway, .slow, .refusal: EmulatedService.allCases
        case .truncatedJson, .wrongJson, .html: [.go, .forsg, .datagov, .publicData]
        case .databaseError, .unableToEdit: [.go, .forsg]
        case .revokedKey: [.go, .forsg, .datagov]
        case .expiredLink, .failIngestion, .hangIngestion, .staleIngestion, .unknownStatus: [.datagov]
        case .halfUpload: [.storage]
        }
    }
}
