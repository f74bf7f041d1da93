import ApiEmulator
import ScriptModules

extension TestExchange {
    /// The service that a path belongs to.
    var service: String {
        let parts = target.split(separator: "/")
        guard let first = parts.first else { return "" }
        return switch first {
        case "datagov": target.hasPrefix("/datagov/v2/admin/") ? "datagov" : "public"
        default: String(first)
        }
    }
}

extension TestWorld {
    /// All links, by service and name.
    var links: [TestLink] {
        [EmulatedService.go, .forsg].flatMap { service in
            emulator.links(of: service).map { link in
                TestLink(
                    service: service.rawValue, shortURL: link.shortUrl, longURL: link.longUrl,
                    state: link.isActive ? "ACTIVE" : "INACTIVE")
            }.sorted { $0.shortURL < $1.shortURL }
        }
    }

    /// What was done twice, in words; nil if nothing was.
    var doneTwice: String? {
        let ledger = emulator.ledger
        let made = Dictionary(grouping: ledger.creates) { "\($0.service.rawValue) \($0.longUrl)" }
        if let (target, twins) = made.filter({ $0.value.count > 1 }).min(by: { $0.key < $1.key }) {
            return "\(twins.count) links were made to \(target): " + twins.map(\.shortUrl).joined(separator: ", ")
        }
        let added = Dictionary(grouping: ledger.applied.filter { $0.upload.appends }) {
            "\($0.upload.dataset) \($0.upload.md5)"
        }
        if let twins = added.filter({ $0.value.count > 1 }).min(by: { $0.key < $1.key })?.value, let first = twins.first
        {
            return "the same \(first.upload.rows) rows were added to \(first.upload.dataset) \(twins.count) times"
        }
        return nil
    }
}
