import ApiClients
import FoundationEssentials
import TestSupport

/// The short-link service over a network that loses, delays and damages, with a ledger of what it did.
final class UnreliableLinks: Sendable {
    struct Ledger: Sendable {
        var links: [String: Link] = [:]
        var created: [String] = []
    }

    let ledger = Shared(Ledger())
    private let clock: VirtualClock
    private let random: Randomness
    private let faults: Bool

    init(_ clock: VirtualClock, seed: UInt64, faults: Bool = true) {
        self.clock = clock
        self.faults = faults
        random = .seeded(seed)
    }

    /// Nine ways in twenty of going wrong, before and after the service acts.
    func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        let fault = faults ? random.next() % 20 : 19
        try await clock.sleep(for: .milliseconds(random.next() % 50))
        switch fault {
        case 0: throw TransportFailure(.notSent, "cannot connect", requestHandedOver: false)
        case 1: return try ScriptedAnswer.html(502).get()
        case 2: throw TransportFailure(.closed, "reset before the commit", requestHandedOver: true)
        default: break
        }
        let answer = act(request)
        try await clock.sleep(for: .milliseconds(random.next() % 50))
        switch fault {
        case 3: throw TransportFailure(.closed, "reset after the commit", requestHandedOver: true)
        case 4: throw TransportFailure(.timedOut, "no answer", requestHandedOver: true)
        case 5: return try ScriptedAnswer.html(500).get()
        case 6: return HTTPResponse(status: answer.status, body: answer.body.prefix(10), completeness: .cutOff)
        case 7: return HTTPResponse(status: 200, body: Data(answer.body.prefix(20)))
        case 8: return try ScriptedAnswer.json(503, #"{"message":"later"}"#, headers: [("Retry-After", "2")]).get()
        default: return answer
        }
    }

    private func act(_ request: HTTPRequest) -> HTTPResponse {
        var fields: [String: String] = [:]
        if case .bytes(let body) = request.body {
            fields = (try? JSONDecoder().decode([String: String].self, from: Data(body))) ?? [:]
        }
        let wanted = fields
        let name = request.url.split(separator: "/").last.map(String.init) ?? ""
        return ledger.change { ledger in
            switch request.method {
            case .post:
                let name = wanted["shortUrl"] ?? ""
                guard ledger.links[name] == nil else {
                    return Self.json(
                        400, #"{"message":"Short link \"\#(name)\" is already used.","type":"ShortUrlError"}"#)
                }
                ledger.links[name] = Link(shortUrl: name, longUrl: wanted["longUrl"] ?? "")
                ledger.created.append(wanted["longUrl"] ?? "")
            case .patch:
                guard let state = wanted["state"].flatMap(LinkState.init(rawValue:)), ledger.links[name] != nil else {
                    return Self.json(403, #"{"message":"Short link \"\#(name)\" not found for user."}"#)
                }
                ledger.links[name]?.state = state
                return Self.json(200, Self.text(ledger.links[name]))
            case .get, .put:
                let items = URLComponents(string: request.url)?.queryItems ?? []
                let found = ledger.links[items.first { $0.name == "searchText" }?.value ?? ""]
                let count = found == nil ? 0 : 1
                return Self.json(200, #"{"urls":[\#(found.map(Self.text) ?? "")],"count":\#(count)}"#)
            }
            return Self.json(200, Self.text(ledger.links[wanted["shortUrl"] ?? ""]))
        }
    }

    private static func text(_ link: Link?) -> String {
        link.map { Link.json($0.shortUrl, $0.longUrl, state: $0.state.rawValue) } ?? "{}"
    }

    private static func json(_ status: Int, _ text: String) -> HTTPResponse {
        HTTPResponse(status: status, body: Data(text.utf8))
    }
}
