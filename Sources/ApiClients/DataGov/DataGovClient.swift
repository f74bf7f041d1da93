/// The write and read APIs of data.gov.sg, with one caller's admin key.
///
/// Every method throws ``ApiError`` only; cancelling the task ends the request in progress. A `timeout` bounds all that
/// a call does, waits for slots included; where it may be left out it is ``RetryPolicy/call`` then, in which those do
/// not count. The key goes to the admin API and nowhere else.
package struct DataGovClient: Sendable {
    /// The caller's account at the admin API.
    package let admin: ServiceChannel
    /// The public catalogue, on the admin API's host but without the key.
    let catalogue: ServiceChannel
    /// The search of rows, with the public key if there is one.
    package let search: ServiceChannel
    /// Requests for downloads.
    package let open: ServiceChannel
    /// Pre-signed addresses: uploads and downloads.
    let storage: ServiceChannel
    let options: DataGovOptions
    /// Opens the files that are uploaded.
    package var files: FileSource.Opener
    let time: TimeSource
    /// Where uploads to one dataset wait for each other.
    let queue: DatasetQueue
    let pace: StatusPace
    let scans = KnownScans<FileScan>()

    /// Makes a client; `files` opens the files that are uploaded.
    package init(
        _ endpoints: DataGovEndpoints, environment: ClientEnvironment, options: DataGovOptions = DataGovOptions(),
        files: @escaping FileSource.Opener = FileSource.open
    ) {
        let service = "datagov"
        admin = environment.channel(service, endpoints.admin, limits: options.adminLimits, group: "admin")
        catalogue = environment.channel(service, endpoints.catalogue, limits: .unpaced, group: "catalogue")
        let limits = options.publicLimits(withKey: endpoints.search.key != nil)
        search = environment.channel(service, endpoints.search, limits: limits.search, group: "search")
        open = environment.channel(service, endpoints.open, limits: limits.download, group: "download")
        storage = environment.unpacedChannel("storage", ServiceEndpoint(elsewhere: "the storage"))
        time = environment.time
        queue = environment.datasets ?? .inMemory(environment.time)
        pace = StatusPace(environment.time)
        self.options = options
        self.files = files
    }

    /// Whose key it is.
    package func whoami(timeout: Duration? = nil) async throws -> Account {
        var run = run("datagov.whoami", timeout)
        return try await get(admin, "/v2/admin/api/auth/whoami", &run, withKey: true) { response in
            let user = try JSONValue(parsing: response.body)["user"]
            return Account(
                userId: try UnreadableAnswer.unwrap(user?["userId"]?.string),
                email: try UnreadableAnswer.unwrap(user?["email"]?.string))
        }
    }

    /// Asks whether searches take the public key: one row of the first dataset in the catalogue.
    package func tryPublicKey(timeout: Duration? = nil) async throws {
        let datasets = try await datasets(timeout: timeout).datasets.compactMap { try? DatasetID($0.datasetId) }
        guard let dataset = datasets.first else { return }
        var run = run("datagov.rows", timeout)
        do {
            _ = try await rows(RowQuery(dataset, limit: 1), &run)
        } catch let error as ApiError where error.kind == .notFound || error.kind == .rejected {
            // A dataset without rows to search: what was asked is whether the key opens the search.
        }
    }

    /// The owner of a key.
    package struct Account: Sendable, Hashable, Codable {
        /// The user's number, as text.
        package let userId: String
        /// The user's address.
        package let email: String
    }

    /// Throws the error of a missing key before anything else is asked or waited for.
    package func requireKey() throws { _ = try key(of: admin) }

    private func key(of channel: ServiceChannel) throws -> Secret {
        try channel.endpoint.requiredKey(of: "data.gov.sg", variable: "GOVSCRIPT_DATAGOV_API_KEY")
    }

    func run(_ name: String, _ timeout: Duration?) -> CallAttempts {
        var call = timeout.map { CallTime(name, $0, time) }
        // What is asked in a turn ends with the call that has the turn.
        if let turn = TurnInHand.current { call = call?.within(turn.call) ?? turn.call }
        return CallAttempts(name, call, admin.policy)
    }

    /// One read of a channel's path; the admin key is sent, and needed, only where it is asked for.
    func get<Value: Sendable>(
        _ channel: ServiceChannel, _ path: String, _ run: inout CallAttempts, withKey: Bool = false,
        decode: @escaping @Sendable (HTTPResponse) throws -> Value
    ) async throws -> Value {
        let operation = Operation<Value>(
            effect: .read,
            request: { _ in
                var headers = HeaderFields([("Accept", "application/json")])
                if withKey {
                    headers.append("x-dgs-admin-api-key", try key(of: channel).revealed)
                } else if let key = channel.endpoint.key {
                    headers.append("x-api-key", key.revealed)
                }
                return HTTPRequest(
                    .get, channel.endpoint.baseURL + path, headers: headers, timeout: channel.policy.attempt)
            },
            judge: { channel.judge($0, decode: decode) })
        return try await channel.perform(operation, &run)
    }
}

/// The form of data.gov.sg's answers: `{"code": 0, "data": …}`, or a code other than 0 and words.
enum Envelope {
    /// The data of an answer.
    ///
    /// - Throws: ``ApiError`` of kind `rejected` with the service's words if the code is not 0; ``UnreadableAnswer``
    ///   for anything that is no such answer.
    static func open(_ response: HTTPResponse) throws -> JSONValue {
        let answer = try JSONValue(parsing: response.body)
        guard let code = answer["code"]?.int else { throw UnreadableAnswer() }
        guard code == 0 else {
            throw ApiError(.rejected, ServiceFault(response).message ?? "data.gov.sg answered with code \(code)")
        }
        return answer["data"] ?? .null
    }
}
