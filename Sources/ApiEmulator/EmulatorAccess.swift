/// Where a running emulator is, and keys that it knows; encoded, both are readable by whoever gets it.
package struct EmulatorAccess: Sendable, Codable, Hashable {
    package let port: Int
    /// The first account's key of each service; empty if the configuration has none.
    package let goKey: String
    package let forsgKey: String
    package let datagovKey: String
    /// The first production key of the public read side; empty if the configuration has none.
    package let publicKey: String

    /// `http://127.0.0.1:PORT`.
    package var root: String { "http://127.0.0.1:\(port)" }
    /// In the place of `https://go.gov.sg/api`.
    package var goUrl: String { "\(root)/go/api" }
    /// In the place of `https://for.sg/api`.
    package var forsgUrl: String { "\(root)/forsg/api" }
    /// In the place of `https://api-production.data.gov.sg`, `https://api-open.data.gov.sg` and `https://data.gov.sg`.
    package var datagovUrl: String { "\(root)/datagov" }

    init(port: Int, accounts: [EmulatorAccount]) {
        func key(_ service: EmulatedService) -> String { accounts.first { $0.service == service }?.key ?? "" }
        self.port = port
        goKey = key(.go)
        forsgKey = key(.forsg)
        datagovKey = key(.datagov)
        publicKey = accounts.first { $0.service == .publicData && $0.isProduction }?.key ?? ""
    }
}
