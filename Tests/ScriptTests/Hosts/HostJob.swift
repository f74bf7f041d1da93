import ApiEmulator
import FoundationEssentials
import TestSupport

/// The same script on one of several hosts, which makes links of its own rows.
struct HostJob: Sendable {
    let place: HostNetwork.Place
    let links: Int
    let scratch = ScratchFolder()
    /// The address of the state database.
    let state: String
    private let network: HostNetwork
    private let variables: [String: String]

    /// - Parameters:
    ///   - service: The address of the emulator, as this host reaches it: on its own loopback.
    ///   - state: The address of the state database.
    ///   - rate: Requests a second of the account.
    init(
        _ place: HostNetwork.Place, links: Int, in network: HostNetwork, service: String, state: String, rate: Int,
        _ access: EmulatorAccess
    ) throws {
        self.place = place
        self.links = links
        self.state = state
        self.network = network
        variables = [
            "PATH": "/usr/bin:/bin", "GOVSCRIPT_LOG_FORMAT": "plain", "GOVSCRIPT_STATE": state,
            "GOVSCRIPT_STATE_DIR": scratch("state"), "GOVSCRIPT_GO_API_KEY": access.goKey,
            "GOVSCRIPT_GO_URL": service + "/go/api", "GOVSCRIPT_GO_RATE": "\(rate)",
        ]
        let rows = (1...links).map { "\($0),\(target($0)),\(name($0))" }
        try scratch.file("links.csv", (["id,url,slug"] + rows).joined(separator: "\n") + "\n")
        try scratch.file(
            "job.lua",
            """
            local made = bulk.each("links-\(place)", csv.rows("links.csv"), function(row)
              return links.create(row.url, { shortUrl = row.slug })
            end, { key = "id", workers = 8 })
            print(made)
            """)
    }

    func target(_ number: Int) -> String { "https://www.example.gov.sg/\(place)/\(number)" }

    func name(_ number: Int) -> String { "\(place)-\(number)" }

    /// Runs a command of govscript's on this host.
    func command(_ words: [String]) async throws -> ChildProcess.Result {
        try await scratch.govscript(
            words, launchedBy: ["/usr/sbin/ip", "netns", "exec", network.namespace(place)], environment: variables)
    }

    /// Starts the job, and starts it again whenever it was killed.
    func runToItsEnd() async throws -> ChildProcess.Result {
        while true {
            let result = try await command(["run", "--patience", "2m", "job.lua"])
            if result.status != 137 { return result }
        }
    }

    /// Sends a signal to what was started last.
    func signal(_ number: Int32) throws { try scratch.signal(number) }
}
