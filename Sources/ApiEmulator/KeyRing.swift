import Synchronization

/// Which key opens which account.
final class KeyRing: Sendable {
    private let accounts: [String: EmulatorAccount]
    private let revoked = Mutex<Set<String>>([])

    init(_ accounts: [EmulatorAccount]) {
        self.accounts = Dictionary(accounts.map { (Self.name($0.key, $0.service), $0) }) { _, last in last }
    }

    func account(_ key: String, _ service: EmulatedService) -> EmulatorAccount? {
        let name = Self.name(key, service)
        return revoked.withLock { $0.contains(name) } ? nil : accounts[name]
    }

    func revoke(_ key: String, _ service: EmulatedService) {
        revoked.withLock { _ = $0.insert(Self.name(key, service)) }
    }

    private static func name(_ key: String, _ service: EmulatedService) -> String { "\(service.rawValue) \(key)" }
}
