import ApiClients
import Timekeeping

/// What a plan writes to, as it is at the services now.
enum PlanTargets {
    /// The names of links, by service.
    static func links(_ writes: [PlannedWrite]) -> [String: Set<String>] {
        writes.filter(\.isLink).reduce(into: [:]) { names, write in
            if let name = write.name { names[write.service, default: []].insert(name) }
        }
    }

    static func datasets(_ writes: [PlannedWrite]) -> Set<String> {
        Set(writes.filter { !$0.isLink }.compactMap(\.name))
    }
}

extension Services {
    /// The user's own links of these names, by service and name.
    ///
    /// - Throws: ``ApiError``
    func facts(ofLinks names: [String: Set<String>]) async throws -> [String: LinkFacts] {
        var facts: [String: LinkFacts] = [:]
        for (service, names) in names {
            guard let kind = LinksService(rawValue: service), !names.isEmpty else { continue }
            let client = try client(for: kind)
            func note(_ link: Link) {
                facts[Plan.Target.key(service, link.shortUrl)] = LinkFacts(
                    longUrl: link.longUrl, state: link.state.rawValue)
            }
            let count = try await client.list(LinkQuery(limit: 1)).count
            if names.count <= count / 1000 {
                for name in names { if let link = try await client.find(ShortName(name)) { note(link) } }
            } else {
                var pages = client.pages()
                while let page = try await pages.next() {
                    for link in page where names.contains(link.shortUrl) { note(link) }
                }
            }
        }
        return facts
    }

    /// When datasets were updated last; none for one that does not say it.
    func updates(ofDatasets ids: Set<String>) async -> [String: String] {
        var updates: [String: String] = [:]
        for id in ids {
            guard let dataset = try? DatasetID(id), let client = try? dataGovClient(),
                let update = try? await client.metadata(dataset).lastUpdatedAt
            else { continue }
            updates[Plan.Target.key("datagov", id)] = "updated \(update)"
        }
        return updates
    }

    /// What differs from the state in which a plan has found its targets.
    ///
    /// - Parameters:
    ///   - isResumed: Whether a part of the plan may have been applied: a link may then be as planned already, and
    ///     nothing is asked of datasets.
    ///   - redact: Takes keys out of a text, as the plan has it.
    /// - Throws: ``ApiError``
    package func differences(
        from plan: Plan, isResumed: Bool, redact: (String) -> String
    ) async throws -> [String] {
        var names: [String: Set<String>] = [:]
        var datasets: Set<String> = []
        for target in plan.targets {
            if target.isLink {
                names[target.service, default: []].insert(target.name)
            } else {
                datasets.insert(target.name)
            }
        }
        let facts = try await facts(ofLinks: names)
        let updates = isResumed ? [:] : await updates(ofDatasets: datasets)
        return plan.targets.compactMap { target in
            let isLink = target.isLink
            guard isLink || !isResumed else { return nil }
            let now = redact(isLink ? LinkFacts.words(facts[target.key]) : updates[target.key] ?? "not described")
            if now == target.state || isResumed && target.planned.contains(now) { return nil }
            let what = isLink ? "the link \"\(target.name)\"" : "the dataset \(target.name)"
            return "\(ServiceTitle.of(target.service)): \(what) was \(target.state), and is \(now)"
        }
    }
}
