import Testing

@testable import ApiEmulator

struct FaultTextTests {
    @Test(arguments: [
        ("", []),
        ("go:drop-after=5%", [Faults.Rule(.go, .drop(.after), .probability(0.05))]),
        ("go:drop-after=0.05", [Faults.Rule(.go, .drop(.after), .probability(0.05))]),
        ("go:503-before@17", [Faults.Rule(.go, .serverError(status: 503, .before), .occasions(17...17))]),
        (
            "go.create:500-after@2-4",
            [Faults.Rule(.go, only: .create, .serverError(status: 500, .after), .occasions(2...4))]
        ),
        ("forsg:revoked-key@50+", [Faults.Rule(.forsg, .revokedKey, .occasions(50...Int.max))]),
        ("datagov:hang-ingestion@1", [Faults.Rule(.datagov, .hangIngestion(nil), .occasions(1...1))]),
        ("datagov:hang-ingestion:1.5m@1", [Faults.Rule(.datagov, .hangIngestion(.seconds(90)), .occasions(1...1))]),
        ("datagov:stale-ingestion", [Faults.Rule(.datagov, .staleIngestion(.seconds(30)), .probability(1))]),
        (
            "public.search:429:30s",
            [Faults.Rule(.publicData, only: .search, .refusal(.seconds(.seconds(30))), .probability(1))]
        ),
        ("go:429", [Faults.Rule(.go, .refusal(nil), .probability(1))]),
        ("go:429-date", [Faults.Rule(.go, .refusal(.date(.seconds(10))), .probability(1))]),
        ("go:429-date:1m", [Faults.Rule(.go, .refusal(.date(.seconds(60))), .probability(1))]),
        ("go:429:date-5s", [Faults.Rule(.go, .refusal(.date(.seconds(-5))), .probability(1))]),
        ("storage:429:'-5'@2", [Faults.Rule(.storage, .refusal(.text("-5")), .occasions(2...2))]),
        (
            "go.create:503-before:300s@1",
            [
                Faults.Rule(
                    .go, only: .create, .serverError(status: 503, .before, .seconds(.seconds(300))), .occasions(1...1))
            ]
        ),
        (
            "public:502-after:date+2m=50%",
            [
                Faults.Rule(
                    .publicData, .serverError(status: 502, .after, .date(.seconds(120))), .probability(0.5))
            ]
        ),
        (
            "datagov:503-after:''",
            [Faults.Rule(.datagov, .serverError(status: 503, .after, .text("")), .probability(1))]
        ),
        (
            " go:slow-before:250ms=1% , storage:half-upload@1 ",
            [
                Faults.Rule(.go, .slow(.before, .milliseconds(250)), .probability(0.01)),
                Faults.Rule(.storage, .halfUpload, .occasions(1...1)),
            ]
        ),
        (
            "*:revoked-key@3",
            [EmulatedService.go, .forsg, .datagov].map { Faults.Rule($0, .revokedKey, .occasions(3...3)) }
        ),
        (
            "*.datasets:html",
            [EmulatedService.datagov, .publicData].map { Faults.Rule($0, only: .datasets, .html, .probability(1)) }
        ),
    ])
    func reads(text: String, rules: [Faults.Rule]) throws {
        #expect(try Faults(text).rules == rules)
    }

    @Test(arguments: [
        ("go", "expected SERVICE:FAULT, such as go:drop-after=5%"),
        ("gogov:html", "unknown service 'gogov'; expected go, forsg, datagov, public, storage or *"),
        ("storage:html", "'html' is for go, forsg, datagov, public, not for storage"),
        ("go:half-upload", "'half-upload' is for storage, not for go"),
        ("go.put:drop-after", "unknown operation 'put' of go; expected one of create, list, update, visit"),
        ("datagov.status:hang-ingestion", "'hang-ingestion' takes no operation"),
        ("go:html:2s", "'html' takes no duration"),
        ("go:slow-after:2", "'2' is no duration; expected a number with ms, s, m or h, such as 2s"),
        (
            "go:503-before:soon",
            "'soon' is no Retry-After; expected a duration such as 30s, date+30s, date-30s or 'words'"
        ),
        ("go:429-date:date+5s", "'date+5s' is no duration; expected a number with ms, s, m or h, such as 2s"),
        ("go:drop-after=200%", "'200%' is no probability; expected one like 5% or 0.05"),
        ("go:drop-after=often", "'often' is no probability; expected one like 5% or 0.05"),
        ("go:drop-after@0", "'0' is no request number; expected one like 17, 17-20 or 17+"),
        ("go:drop-after@5-2", "'5-2' is no request number; expected one like 17, 17-20 or 17+"),
        (
            "go:dorp-after",
            "unknown fault 'dorp-after'; expected one of 500-before, 500-after, drop-before, drop-after, drop-midway, "
                + "slow-before, slow-after, truncated-json, wrong-json, html, 429, 429-date, "
                + "database-error, unable-to-edit, revoked-key, expired-link, half-upload, fail-ingestion, "
                + "hang-ingestion, stale-ingestion, unknown-status"
        ),
    ])
    func refuses(text: String, problem: String) throws {
        let error = #expect(throws: FaultsError.self) { try Faults("go:html@9,\(text)") }
        #expect(error?.description == "fault '\(text)': \(problem)")
    }

    @Test func everyNameIsRead() throws {
        for name in Fault.names {
            #expect(Fault(name: name)?.name == name)
        }
    }
}
