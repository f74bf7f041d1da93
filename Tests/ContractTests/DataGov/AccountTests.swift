import ApiClients
import ApiEmulator
import Testing

struct AccountTests {
    @Test func whoamiSaysWhoseKeyItIs() async throws {
        try await LiveServices.run { services in
            let account = try await services.dataGov().whoami()
            #expect(account.userId == "167")
            #expect(account.email == "officer@example.gov.sg")
        }
    }

    @Test func aWrongKeyStopsTheRun() async throws {
        try await LiveServices.run { services in
            let client = try services.dataGov(["a.csv": "a\n1\n"], key: "nobody")
            for call in [
                { _ = try await client.whoami() }, { _ = try await client.ingestionStatus(Visitors.dataset) },
                { _ = try await client.upload(Visitors.dataset, "a.csv") },
                { _ = try await client.append(Visitors.dataset, "a.csv") },
            ] as [() async throws -> Void] {
                let error = try await failure(call)
                #expect(error.kind == .auth)
                #expect(error.message == "data.gov.sg did not accept the key: Invalid API key.")
                #expect(error.service == "datagov")
                #expect(error.status == 401)
                #expect(error.attempts == 1)
                #expect(error.stopsRun)
            }
        }
    }

    @Test func withoutAKeyOnlyReadsAreSent() async throws {
        try await LiveServices.run { services in
            let client = DataGovClient(
                try DataGovEndpoints(services.access.datagovUrl), environment: services.environment)
            let error = try await failure { try await client.whoami() }
            #expect(error.kind == .auth)
            #expect(error.message == "there is no API key for data.gov.sg")
            #expect(services.server.ledger.requests.isEmpty)
            #expect(try await client.metadata(Visitors.dataset).name == "Museum Visitors by Month")
        }
    }

    @Test func aKeyRevokedBeforeTheUploadStopsIt() async throws {
        try await LiveServices.run(faults: "datagov.upload-link:revoked-key@1") { services in
            let client = try services.dataGov([Visitors.file: Visitors.march])
            let error = try await failure { try await client.upload(Visitors.dataset, Visitors.file) }
            #expect(error.kind == .auth)
            #expect(error.call == "datagov.upload")
            #expect(error.stopsRun)
            #expect(!error.inDoubt)
            #expect(services.server.ledger.uploads.isEmpty)
        }
    }
}
