/// What went wrong with one call to a service, ready to be shown to the script's author.
///
/// No field ever holds a key or the query of a URL.
package struct ApiError: Error, Sendable, Hashable, Codable {
    /// The sort of failure; scripts branch on its raw value.
    package typealias Kind = ErrorKind

    /// The sort of failure.
    package var kind: Kind
    /// What happened, without the call's name and without a final full stop of our own.
    package var message: String
    /// The service that was asked, as scripts name it: `go`, `forsg`, `datagov` or `storage`.
    package var service: String?
    /// The HTTP status of the last answer, if there was one.
    package var status: Int?
    /// The call as the script wrote it, such as `links.create`.
    package var call: String?
    /// How many requests the call sent, look-ups included.
    package var attempts: Int
    /// One sentence that says what to do.
    package var hint: String?
    /// The service's own wish, already bounded.
    package var retryAfter: Duration?
    /// What the service reported in detail, such as an ingestion's validation errors.
    package var details: [String]
    /// The same of rows of the data, as far as it says which.
    package var rows: [RowFault] = []
    /// Whether every further call would only fail too, so that a run has to end here.
    package var stopsRun: Bool
    /// Whether a write of this call may nevertheless have been done; it has to be settled before it is sent again.
    package var inDoubt: Bool
    /// Whether a request that changes something was handed over; without one, nothing can have been done.
    package var hasLeft = false
    /// Whether somebody else on this machine holds what is needed, so that the same may work later.
    package var triesLater = false
    /// What is wrong with a file of the user's that the call reads or writes; nil if it is nothing of the kind.
    package var unusable: FileFault?
    /// Whether a setting is at fault, rather than the script or the service.
    package var isConfiguration = false
    /// The ``Upload/id`` of the upload whose ingestion failed, so that it may be sent again; nil for other errors.
    package var failedUpload: String?

    /// Makes an error; `auth`, `permission` and `internal` stop a run unless told otherwise.
    package init(
        _ kind: Kind, _ message: String, service: String? = nil, status: Int? = nil, call: String? = nil,
        attempts: Int = 0, hint: String? = nil, retryAfter: Duration? = nil, details: [String] = [],
        stopsRun: Bool? = nil, inDoubt: Bool = false
    ) {
        self.kind = kind
        self.message = message
        self.service = service
        self.status = status
        self.call = call
        self.attempts = attempts
        self.hint = hint
        self.retryAfter = retryAfter
        self.details = details
        self.stopsRun = stopsRun ?? [.auth, .permission, .internal].contains(kind)
        self.inDoubt = inDoubt
    }
}

extension ApiError {
    /// The error of a file of the user's that cannot be read or written; it concerns this call only.
    package init(_ message: String, file number: Int32, isWriting: Bool) {
        self.init(.data, message, stopsRun: false)
        let fault = FileFault(number, isWriting: isWriting)
        unusable = fault
        triesLater = fault == .full
    }
}

extension ApiError: CustomStringConvertible {
    /// One line: the call and the message.
    package var description: String {
        call.map { "\($0): \(message)" } ?? message
    }
}

extension ApiError {
    /// The same error with some facts added.
    func with(_ change: (inout ApiError) -> Void) -> ApiError {
        var copy = self
        change(&copy)
        return copy
    }
}
