import ApiClients
import ApiEmulator
import TestSupport
import Testing

/// What each service asks for by `Retry-After`: it holds the whole service, and ends no call.
struct RetryAfterTests {
    /// An answer that is given to the first request, and for how long nothing may follow it.
    struct Wish: Sendable, CustomTestStringConvertible {
        let fault: String
        let seconds: Double
        var testDescription: String { fault }

        static let all = [
            Wish(fault: "503-before", seconds: 0), Wish(fault: "503-before:30s", seconds: 30),
            Wish(fault: "503-after:30s", seconds: 30), Wish(fault: "502-before:30s", seconds: 30),
            // A date is compared with the answer's own, which is known to the second.
            Wish(fault: "503-before:date+30s", seconds: 28), Wish(fault: "503-before:date-30s", seconds: 0),
            // No longer than the patience, and nothing for what cannot be read.
            Wish(fault: "503-before:'99999999999999999999'", seconds: 300),
            Wish(fault: "503-before:'Fri 31 Dec 9999 23:59:59 GMT'", seconds: 298),
            Wish(fault: "503-before:'-5'", seconds: 0), Wish(fault: "503-before:'soon'", seconds: 0),
            Wish(fault: "503-before:''", seconds: 0), Wish(fault: "429", seconds: 0),
            Wish(fault: "429:30s", seconds: 30), Wish(fault: "429:date+30s", seconds: 28),
            Wish(fault: "429:'1e9'", seconds: 0), Wish(fault: "429:1000000s", seconds: 300),
        ]
    }

    /// A request of a service, and a call that makes it.
    enum Place: String, CaseIterable, Sendable {
        case goCreate = "go.create"
        case goUpdate = "go.update"
        case goList = "go.list"
        case forsgCreate = "forsg.create"
        case forsgList = "forsg.list"
        case whoami = "datagov.whoami"
        case uploadLink = "datagov.upload-link"
        case appendLink = "datagov.append-link"
        case status = "datagov.status"
        case datasets = "public.datasets"
        case search = "public.search"
        case download = "public.initiate-download"
        case put = "storage.put"
        case get = "storage.get"

        /// How long the account is left alone after a 429 that asks for nothing; the storage has no account.
        func block(_ wish: Wish) -> Double {
            let isRefused = wish.fault.hasPrefix("429") && ![.put, .get].contains(self)
            return isRefused ? max(10.5, wish.seconds) : wish.seconds
        }

        func call(_ services: LiveServices) async throws {
            let dataGov = try services.dataGov([Visitors.file: Visitors.march])
            switch self {
            case .goCreate:
                try await services.links(.go, limits: LinksService.limits).create("https://www.example.sg/a")
            case .goUpdate: try await services.links(.go, limits: LinksService.limits).update("old", state: .inactive)
            case .goList: _ = try await services.links(.go, limits: LinksService.limits).list()
            case .forsgCreate: try await services.links(.forsg).create("https://www.example.sg/a", as: "abc")
            case .forsgList: _ = try await services.links(.forsg).list()
            case .whoami: _ = try await dataGov.whoami()
            case .uploadLink, .put: _ = try await dataGov.upload(Visitors.dataset, Visitors.file)
            case .appendLink: _ = try await dataGov.append(Visitors.dataset, Visitors.file)
            case .status: try await dataGov.publish(Visitors.dataset, Visitors.file)
            case .datasets: _ = try await dataGov.datasets()
            case .search:
                var rows = try dataGov.rows(RowQuery(Visitors.dataset))
                _ = try await rows.next()
            case .download, .get:
                let sink = ByteSink(begin: {}, write: { _ in })
                try await dataGov.download(Visitors.dataset, to: sink)
            }
        }
    }

    @Test(arguments: Place.allCases, Wish.all)
    func nothingIsSentUntilTheWishIsOverAndNothingIsLost(place: Place, wish: Wish) async throws {
        let begun = ContinuousClock.now
        try await LiveServices.run(faults: "\(place.rawValue):\(wish.fault)@1") {
            $0.ingestion = Visitors.times
            $0.links = [LinkSeed(.go, shortUrl: "old", longUrl: "https://www.example.sg/old")]
        } _: { services in
            try await place.call(services)
            // The Date of an answer is the real clock's, while the emulator's stands still.
            let isDate = wish.fault.contains("date") || wish.fault.contains("Dec")
            let missing = isDate ? begun.duration(to: .now) : .zero
            try Self.expectSilence(services.server.ledger, place, wish, missing: missing)
        }
    }

    /// It is waited for as long as the patience lasts and asked once more; then the run ends, and the error says why.
    @Test(arguments: [("1000s", "1000 s"), ("3600s", "60 min"), ("999999999s", "a year or more")])
    func aWishBeyondThePatienceEndsTheRunAndIsNamed(_ wish: String, _ words: String) async throws {
        try await LiveServices.run(faults: "go.create:429:\(wish)=100%") { _ in
        } _: { services in
            let error = await #expect(throws: ApiError.self) {
                try await services.links(.go, limits: LinksService.limits).create("https://www.example.sg/a")
            }
            #expect(error?.kind == .rateLimited)
            #expect(error?.stopsRun == true)
            let message = "\(error?.message ?? "")"
            #expect(message.hasPrefix("no success for 5 min from "), "\(message)")
            let reason = " refused the request because of its rate limit and asks for a pause of \(words), "
            #expect(message.hasSuffix(reason + "which is longer than the patience of 5 min"), "\(message)")
            let times = services.server.ledger.requests.map(\.arrival)
            #expect(times.count == 2)
            #expect(times.last.map { $0 - times[0] >= .seconds(300) && $0 - times[0] < .seconds(302) } == true)
        }
    }

    private static func expectSilence(
        _ ledger: Ledger, _ place: Place, _ wish: Wish, missing: Duration
    ) throws {
        let asked = try #require(ledger.requests.first { !$0.faults.isEmpty })
        #expect("\(asked.service.rawValue).\(asked.operation.rawValue)" == place.rawValue)
        let later = ledger.requests.filter { $0.number > asked.number && $0.service == asked.service }.map(\.arrival)
        // A file that was stored all the same is not sent again.
        #expect(!later.isEmpty || place == .put && ledger.uploads.count == 1)
        let least = Duration.seconds(place.block(wish) - 0.001) - missing
        #expect(later.allSatisfy { $0 - asked.arrival >= least }, "\(later), \(asked.arrival)")
        #expect(ledger.creates.count <= 1 && ledger.uploads.count <= 1)
    }
}
