import Synchronization

/// The links of one service.
final class LinkStore: Sendable {
    /// Why a link was not made or changed.
    enum Refusal: Error { case taken, notFound, isFile }

    private struct Place {
        let owner: Int
        let index: Int
    }

    private struct Shelves {
        var links: [Int: [Link]] = [:]
        var indexes: [Int: SearchIndex] = [:]
        var places: [String: Place] = [:]
    }

    private let shelves = Mutex(Shelves())
    private let random: SeededRandom
    private let keep: @Sendable (Link) throws -> Void

    /// `keep` makes a new or changed link durable; it is called before anybody can see the link.
    init(random: SeededRandom, keep: @escaping @Sendable (Link) throws -> Void) {
        self.random = random
        self.keep = keep
    }

    func restore(_ link: Link) {
        shelves.withLock { Self.put(link, into: &$0) }
    }

    func isFree(_ shortUrl: String) -> Bool {
        shelves.withLock { $0.places[shortUrl] == nil }
    }

    func freeName() -> String {
        while true {
            let name = random.text(of: "0123456789abcdefghijklmnopqrstuvwxyz", count: 8)
            if isFree(name) { return name }
        }
    }

    func create(_ link: Link, noting note: () -> Void) throws {
        try shelves.withLock { shelves in
            guard shelves.places[link.shortUrl] == nil else { throw Refusal.taken }
            try keep(link)
            Self.put(link, into: &shelves)
            note()
        }
    }

    func find(_ shortUrl: String, of owner: Int? = nil) throws -> Link {
        try shelves.withLock { try Self.find(shortUrl, of: owner, in: $0) }
    }

    /// Changes a link in one step and gives it as it is then.
    func update(_ shortUrl: String, of owner: Int?, _ change: (inout Link) throws -> Void) throws -> Link {
        try shelves.withLock { shelves in
            var link = try Self.find(shortUrl, of: owner, in: shelves)
            try change(&link)
            try keep(link)
            Self.put(link, into: &shelves)
            return link
        }
    }

    /// One page, and how many links match on all pages.
    func page(_ query: LinkQuery, of owner: Int) -> (links: [Link], count: Int) {
        let pattern = SearchPattern(query.searchText)
        var matches = candidates(for: pattern, of: owner).filter { link in
            (query.state == nil || link.state == query.state) && (query.isFile == nil || link.isFile == query.isFile)
                && pattern.matches(link)
        }
        matches.sort { left, right in
            let (first, second) = query.direction == .asc ? (left, right) : (right, left)
            switch query.order {
            case .clicks where left.clicks != right.clicks: return first.clicks < second.clicks
            case .createdAt where left.createdAt.milliseconds != right.createdAt.milliseconds:
                return first.createdAt < second.createdAt
            default: return left.shortUrl < right.shortUrl
            }
        }
        return (Array(matches.dropFirst(query.offset).prefix(query.limit)), matches.count)
    }

    private func candidates(for pattern: SearchPattern, of owner: Int) -> [Link] {
        shelves.withLock { shelves in
            guard let links = shelves.links[owner] else { return [] }
            guard let text = pattern.plain, let index = shelves.indexes[owner] else { return links }
            return index.candidates(for: text).map { links[$0] }
        }
    }

    var all: [Link] {
        shelves.withLock { shelves in shelves.links.keys.sorted().flatMap { shelves.links[$0] ?? [] } }
    }

    private static func find(_ shortUrl: String, of owner: Int?, in shelves: Shelves) throws -> Link {
        guard let place = shelves.places[shortUrl], owner == nil || place.owner == owner,
            let link = shelves.links[place.owner]?[place.index]
        else { throw Refusal.notFound }
        return link
    }

    private static func put(_ link: Link, into shelves: inout Shelves) {
        if let place = shelves.places[link.shortUrl] {
            let old = shelves.links[place.owner]?[place.index].longUrl
            shelves.links[place.owner]?[place.index] = link
            if old != link.longUrl { shelves.indexes[place.owner]?.add(link, at: place.index) }
        } else {
            let place = Place(owner: link.owner, index: shelves.links[link.owner]?.count ?? 0)
            shelves.places[link.shortUrl] = place
            shelves.links[link.owner, default: []].append(link)
            shelves.indexes[link.owner, default: SearchIndex()].add(link, at: place.index)
        }
    }
}
