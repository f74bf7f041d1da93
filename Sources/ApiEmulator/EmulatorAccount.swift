/// Somebody who holds a key of one service.
package struct EmulatorAccount: Sendable, Hashable {
    /// `go`, `forsg` or `datagov`; for ``EmulatedService/publicData`` a key only raises the limit.
    package var service: EmulatedService
    package var key: String
    /// Links belong to this number, so that two accounts with one number share them.
    package var userId: Int
    package var email: String
    /// Whether a key of the public read side has the limits of a production key, not of a developer's.
    package var isProduction: Bool

    package init(
        _ service: EmulatedService, key: String, userId: Int = 167, email: String = "officer@example.gov.sg",
        isProduction: Bool = false
    ) {
        self.service = service
        self.key = key
        self.userId = userId
        self.email = email
        self.isProduction = isProduction
    }

    /// One account per service that a fresh emulator knows.
    package static let ready = [
        EmulatorAccount(.go, key: "test_v1_emulator-go-key"),
        EmulatorAccount(.forsg, key: "test_v1_emulator-forsg-key"),
        EmulatorAccount(.datagov, key: "emulator-datagov-admin-key"),
        EmulatorAccount(.publicData, key: "emulator-public-developer-key"),
        EmulatorAccount(.publicData, key: "emulator-public-production-key", isProduction: true),
    ]
}
