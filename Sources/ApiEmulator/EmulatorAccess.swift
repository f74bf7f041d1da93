/// Where a running emulator is, and keys that it knows.
public struct EmulatorAccess: Sendable, Hashable {
    public let port: Int
    /// The first account's key of each service; empty if the configuration has none.
    public let goKey: String
    public let forsgKey: String
    public let datagovKey: String

    /// `http://127.0.0.1:PORT`.
    public var root: String { "http://127.0.0.1:\(port)" }
    /// In the place of `https://go.gov.sg/api`.
    public var goUrl: String { "\(root)/go/api" }
    /// In the place of `https://for.sg/api`.
    public var forsgUrl: String { "\(root)/forsg/api" }
    /// In the place of `https://api-production.data.gov.sg`, `https://api-open.data.gov.sg` and `https://data.gov.sg`.
    public var datagovUrl: String { "\(root)/datagov" }

    init(port: Int, accounts: [EmulatorAccount]) {
        func key(_ service: EmulatedService) -> String { accounts.first { $0.service == service }?.key ?? "" }
        self.port = port
        goKey = key(.go)
        forsgKey = key(.forsg)
        datagovKey = key(.datagov)
    }
}
