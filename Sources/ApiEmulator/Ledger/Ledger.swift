/// What happened in an emulator since it was started: the proof that a job did everything exactly once.
///
/// A copy, as of the moment it was asked for. What an earlier process left in the state directory is not in it.
public struct Ledger: Sendable {
    /// One request, in order of arrival.
    public struct Request: Sendable {
        /// How a request ended.
        public enum Outcome: Sendable, Hashable {
            case underWay
            case answered(status: Int)
            /// Refused with 429, by the limit or by a fault; nothing was done.
            case refused
            /// The connection was closed without a whole answer.
            case dropped
        }

        /// Counts from 1 over all services.
        public let number: Int
        public let service: EmulatedService
        public let operation: EmulatedOperation
        /// When its head had arrived, as time since 1970 on the emulator's clock.
        public let arrival: Duration
        /// The first 12 hex digits of the SHA-256 of its key; nil when it brought none.
        public let keyHash: String?
        /// The faults chosen for it, as in the text of ``Faults``.
        public let faults: [String]
        public internal(set) var outcome: Outcome
        /// Whether it changed anything for good, whatever the client was told.
        public internal(set) var committed = false
    }

    /// A link that came into being.
    public struct Create: Sendable, Hashable {
        public let service: EmulatedService
        public let owner: Int
        public let shortUrl: String
        public let longUrl: String
        /// The number of the request that did it.
        public let request: Int
    }

    /// A link that was changed, and how it is since.
    public struct Update: Sendable, Hashable {
        public let service: EmulatedService
        public let shortUrl: String
        public let longUrl: String
        /// `ACTIVE` or `INACTIVE`.
        public let state: String
        public let request: Int
    }

    /// A file that storage took whole.
    public struct Upload: Sendable, Hashable {
        public let dataset: String
        public let appends: Bool
        /// Data rows, without the header; 0 when the file is not valid CSV.
        public let rows: Int
        /// MD5 of the file in hex.
        public let md5: String
        public let request: Int
    }

    /// An ingestion that changed a dataset.
    public struct Applied: Sendable, Hashable {
        public let upload: Upload
        /// The dataset's rows afterwards.
        public let rowsAfter: Int
    }

    public internal(set) var requests: [Request] = []
    public internal(set) var creates: [Create] = []
    public internal(set) var updates: [Update] = []
    public internal(set) var uploads: [Upload] = []
    public internal(set) var applied: [Applied] = []
    /// Requests refused because the limit was passed, by service; refusals made by faults are not in it.
    public internal(set) var refusals: [EmulatedService: Int] = [:]
    /// Requests that carried an API key to storage: each is a leak in the client.
    public internal(set) var keysSentToStorage = 0
}
