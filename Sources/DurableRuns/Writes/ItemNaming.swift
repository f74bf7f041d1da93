package import Facts
import RunJournal

extension ActiveItem {
    /// What the name of a link is derived from that a write of the item makes: its step, and nothing of the time or of
    /// the machine.
    func nameSeed(_ call: String, _ service: String, _ arguments: [UInt8], occurrence: Int) -> String {
        let identity = run.identity
        let seed = [
            identity.profile, identity.name, record.key, call, service,
            Self.joined(arguments), "\(occurrence)",
        ]
        return seed.canonicalText
    }

    /// Where the name of a link comes from that the write will make when it is sent; each call is for a further write.
    ///
    /// For dry runs: the link gets this name later.
    package func foreseenNaming(_ call: String, _ service: String, _ arguments: [UInt8]) -> Naming {
        let step = "\(call) \(service) \(Self.joined(arguments))"
        return .derived(
            seed: nameSeed(call, service, arguments, occurrence: ordinal(of: step)), key: run.nameKey, isAgain: isAgain)
    }

    private static func joined(_ arguments: [UInt8]) -> String { arguments.map(String.init).joined(separator: ".") }
}
