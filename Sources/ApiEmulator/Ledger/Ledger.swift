/// What happened in an emulator since it was started: the proof that a job did everything exactly once.
///
/// A copy, as of the moment it was asked for. What an earlier process left in the state directory is not in it.
package struct Ledger: Sendable {
    /// One request, in order of arrival.
    package struct Request: Sendable {
        /// How a request ended.
        package enum Outcome: Sendable, Hashable {
            case underWay
            case answered(status: Int)
            /// Refused with 429, by the limit or by a fault; nothing was done.
            case refused
            /// The connection was closed without a whole answer.
            case dropped
        }

        /// Counts from 1 over all services.
        package let number: Int
        package let service: EmulatedService
        package let operation: EmulatedOperation
        /// When its head had arrived, as time since 1970 on the emulator's clock.
        package let arrival: Duration
        /// The first 12 hex digits of the SHA-256 of its key; nil when it brought none.
        package let keyHash: String?
        /// The faults chosen for it, as in the text of ``Faults``.
        package let faults: [String]
        package internal(set) var outcome: Outcome
        /// Whether it changed anything for good, whatever the client was told.
        package internal(set) var committed = false
    }

    /// A link that came into being.
    package struct Create: Sendable, Hashable {
        package let service: EmulatedService
        package let owner: Int
        package let shortUrl: String
        package let longUrl: String
        /// The number of the request that did it.
        package let request: Int
    }

    /// A link that was changed, and how it is since.
    package struct Update: Sendable, Hashable {
        package let service: EmulatedService
        package let shortUrl: String
        package let longUrl: String
        /// `ACTIVE` or `INACTIVE`.
        package let state: String
        package let request: Int
    }

    /// A file that storage took whole.
    package struct Upload: Sendable, Hashable {
        package let dataset: String
        package let appends: Bool
        /// Data rows, without the header; 0 when the file is not valid CSV.
        package let rows: Int
        /// MD5 of the file in hex.
        package let md5: String
        package let request: Int
        /// How many ingestions of the dataset had not ended when it was taken.
        package var behind = 0
    }

    /// An ingestion that changed a dataset.
    package struct Applied: Sendable, Hashable {
        package let upload: Upload
        /// The dataset's rows afterwards.
        package let rowsAfter: Int
    }

    package internal(set) var requests: [Request] = []
    package internal(set) var creates: [Create] = []
    package internal(set) var updates: [Update] = []
    package internal(set) var uploads: [Upload] = []
    package internal(set) var applied: [Applied] = []
    /// Requests refused because the limit was passed, by service; refusals made by faults are not in it.
    package internal(set) var refusals: [EmulatedService: Int] = [:]
    /// Requests that carried an API key to storage: each is a leak in the client.
    package internal(set) var keysSentToStorage = 0
}
