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
    /// The search of rows.
    package let search: ServiceChannel
    /// Requests for downloads.
    package let open: ServiceChannel
    /// Pre-signed addresses: uploads and downloads.
    let storage: ServiceChannel
    let options: DataGovOptions
    let files: FileSource.Opener
    let time: TimeSource
    /// Where uploads to one dataset wait for each other.
    let queue: DatasetQueue
    let pace: StatusPace

    /// Makes a client; `files` opens the files that are uploaded.
    package init(
        _ endpoints: DataGovEndpoints, environment: ClientEnvironment, options: DataGovOptions = DataGovOptions(),
        files: @escaping FileSource.Opener = FileSource.open
    ) {
        let service = "datagov"
        admin = environment.channel(service, endpoints.admin, limits: options.adminLimits, group: "admin")
        catalogue = environment.channel(service, endpoints.admin.withoutKey, limits: .unpaced, group: "catalogue")
        search = environment.channel(service, endpoints.search, limits: options.searchLimits, group: "search")
        open = environment.channel(service, endpoints.open, limits: options.downloadLimits, group: "download")
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

    /// The owner of a key.
    package struct Account: Sendable, Hashable, Codable {
        /// The user's number, as text.
        package let userId: String
        /// The user's address.
        package let email: String
    }

    func run(_ name: String, _ timeout: Duration?) -> CallAttempts {
        CallAttempts(name, timeout, admin.policy, time)
    }

    /// One read of a channel's path; the key is sent, and needed, only where it is asked for.
    func get<Value: Sendable>(
        _ channel: ServiceChannel, _ path: String, _ run: inout CallAttempts, withKey: Bool = false,
        decode: @escaping @Sendable (HTTPResponse) throws -> Value
    ) async throws -> Value {
        let operation = Operation<Value>(
            effect: .read,
            request: { _ in
                var headers = HeaderFields([("Accept", "application/json")])
                if withKey {
                    let key = try channel.endpoint.requiredKey(
                        of: "data.gov.sg", variable: "GOVSCRIPT_DATAGOV_API_KEY")
                    headers.append("x-dgs-admin-api-key", key.revealed)
                }
                return HTTPRequest(
                    .get, channel.endpoint.baseURL + path, headers: headers, timeout: channel.policy.attempt)
            },
            judge: { channel.judge($0, decode: decode) })
        return try await channel.perform(operation, &run)
    }
}
