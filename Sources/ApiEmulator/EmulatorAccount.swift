/// Somebody who holds a key of one service.
public struct EmulatorAccount: Sendable, Hashable {
    /// `go`, `forsg` or `datagov`; for ``EmulatedService/publicData`` a key only raises the limit.
    public var service: EmulatedService
    public var key: String
    /// Links belong to this number, so that two accounts with one number share them.
    public var userId: Int
    public var email: String
    /// Whether a key of the public read side has the limits of a production key, not of a developer's.
    public var isProduction: Bool

    public init(
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
    public static let ready = [
        EmulatorAccount(.go, key: "test_v1_emulator-go-key"),
        EmulatorAccount(.forsg, key: "test_v1_emulator-forsg-key"),
        EmulatorAccount(.datagov, key: "emulator-datagov-admin-key"),
        EmulatorAccount(.publicData, key: "emulator-public-developer-key"),
        EmulatorAccount(.publicData, key: "emulator-public-production-key", isProduction: true),
    ]
}
