import ApiClients
import ApiEmulator
import FoundationEssentials
import TestSupport
import Testing

/// Time-outs: the first request is still on its way when the client continues.
struct LateTwinTests {
    /// A service that hangs where `faults` say so, until the gate is opened.
    private static func run(
        _ faults: String, _ body: (LiveServices, GatedClock) async throws -> Void
    ) async throws {
        let gate = GatedClock()
        try await LiveServices.run(faults: faults) { configuration in
            configuration.clock = gate
            configuration.links = [LinkSeed(.go, shortUrl: "old", longUrl: "https://www.example.sg/old")]
        } _: { services in
            try await body(services.withTimeoutOfFirst(.post, .patch, .put, at: gate), gate)
        }
    }

    /// Waits until the service is through with everything that was sent to it.
    private static func allIsDone(_ server: EmulatorServer) async {
        while server.ledger.requests.contains(where: { $0.outcome == .underWay }) { await Task.yield() }
    }

    @Test func aCreateWithoutAnAnswerIsLookedFor() async throws {
        try await Self.run("go.create:slow-after@1") { services, gate in
            let link = try await services.links(.go).create("https://www.example.sg/a", as: "abc")
            #expect(link.existing)
            #expect(services.exchanges == ["POST lost", "GET 200"])
            #expect(services.attempts.value.first?.failure?.kind == .timedOut)
            gate.open()
            await Self.allIsDone(services.server)
            #expect(services.server.ledger.creates.map(\.shortUrl) == ["abc"])
        }
    }

    @Test func aCreateThatIsDoneLateMeetsItsTwin() async throws {
        try await Self.run("go.create:slow-before@1") { services, gate in
            let link = try await services.links(.go).create("https://www.example.sg/a", as: "abc")
            #expect(!link.existing)
            #expect(services.exchanges == ["POST lost", "GET 200", "POST 200"])
            gate.open()
            await Self.allIsDone(services.server)
            #expect(services.server.ledger.creates.map(\.shortUrl) == ["abc"])
        }
    }

    @Test func aCreateThatIsDoneBetweenTheLookAndItsTwinIsNotAConflict() async throws {
        try await Self.run("go.create:slow-before@1") { services, gate in
            var services = services
            let (inner, server) = (services.environment.transport, services.server)
            services.environment.transport = Transport { request in
                let response = try await inner.send(request)
                if request.method == .get {
                    gate.open()
                    await Self.allIsDone(server)
                }
                return response
            }
            let link = try await services.links(.go).create("https://www.example.sg/a", as: "abc")
            #expect(link.existing)
            #expect(services.exchanges == ["POST lost", "GET 200", "POST 400", "GET 200"])
            #expect(server.ledger.creates.map(\.shortUrl) == ["abc"])
        }
    }

    @Test(arguments: ["slow-before", "slow-after"])
    func anUpdateWithoutAnAnswerIsSentAgain(fault: String) async throws {
        try await Self.run("go.update:\(fault)@1") { services, gate in
            let link = try await services.links(.go).update("old", state: .inactive)
            #expect(link.state == .inactive)
            #expect(services.exchanges == ["PATCH lost", "PATCH 200"])
            gate.open()
            await Self.allIsDone(services.server)
            #expect(services.server.links(of: .go).map(\.isActive) == [false])
        }
    }

    @Test func anAppendThatIsStoredWithoutAnAnswerIsNotSentAgain() async throws {
        try await Self.run("storage.put:slow-after@1") { services, gate in
            let client = try services.dataGov([Visitors.file: Visitors.march])
            _ = try await client.append(Visitors.dataset, Visitors.file)
            #expect(services.steps.filter { $0.hasPrefix("PUT") } == ["PUT lost"])
            #expect(services.server.ledger.uploads.count == 1)
            #expect(services.server.dataset(DatasetSeed.visitorsId)?.rows == 6)
        }
    }

    @Test func anAppendThatHangsBeforeItIsStoredIsNeverSentAgain() async throws {
        try await Self.run("storage.put:slow-before@1") { services, gate in
            let client = try services.dataGov([Visitors.file: Visitors.march])
            let error = try await failure { try await client.append(Visitors.dataset, Visitors.file) }
            #expect(error.kind == .uncertain)
            #expect(services.steps.filter { $0.hasPrefix("PUT") } == ["PUT lost"])
            gate.open()
            await Self.allIsDone(services.server)
            #expect(services.server.ledger.uploads.count == 1)
        }
    }
}

extension LiveServices {
    /// The same services, with clients that give up on their first request of these methods as soon as the service
    /// hangs over it, and on no other.
    fileprivate func withTimeoutOfFirst(_ methods: HTTPRequest.Method..., at gate: GatedClock) -> LiveServices {
        var services = self
        let number = Shared(0)
        services.environment.transport = Transport { [wire, server] request in
            guard methods.contains(request.method), number.next() == 1 else { return try await wire.send(request) }
            let exchange = Task { try await wire.send(request) }
            while !server.ledger.requests.contains(where: { $0.isHanging(at: gate) }) { await Task.yield() }
            exchange.cancel()
            _ = await exchange.result
            throw TransportFailure(.timedOut, "no answer in time", requestHandedOver: true)
        }
        return services
    }
}

extension Ledger.Request {
    /// Whether the service is at the fault that was chosen for it: before it has done anything, or after.
    ///
    /// The fault is chosen before the body is read, so that a fault "before" is known to be reached only by its sleep.
    fileprivate func isHanging(at gate: GatedClock) -> Bool {
        outcome == .underWay
            && faults.contains {
                $0.hasPrefix("slow-before") && gate.hasSleepers || $0.hasPrefix("slow-after") && committed
            }
    }
}
