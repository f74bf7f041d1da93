/// One of the services on the emulator's port.
package enum EmulatedService: String, Sendable, CaseIterable {
    /// GoGovSG short links.
    case go
    /// ForSG short links.
    case forsg
    /// The data.gov.sg admin API, which wants a key.
    case datagov
    /// The read side of data.gov.sg, which wants none.
    case publicData = "public"
    /// The object storage that pre-signed links lead to.
    case storage

    var operations: [EmulatedOperation] {
        switch self {
        case .go, .forsg: [.list, .create, .update, .visit]
        case .datagov: [.whoami, .uploadLink, .appendLink, .status, .datasets]
        case .publicData: [.datasets, .metadata, .search, .initiateDownload, .pollDownload]
        case .storage: [.put, .get]
        }
    }
}

/// What a request asks of its service.
///
/// The raw values name operations in the text of ``Faults``.
package enum EmulatedOperation: String, Sendable, CaseIterable {
    case list, create, update
    /// Somebody follows a short link.
    case visit
    case whoami
    case uploadLink = "upload-link"
    case appendLink = "append-link"
    case status
    case datasets, metadata, search
    case initiateDownload = "initiate-download"
    case pollDownload = "poll-download"
    case put, get
}
