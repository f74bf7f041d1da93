import ApiClients
import Catalogue
import LuaBridge
import TestSupport
import Testing

@testable import ScriptModules

/// What a plan says, and how writes are compared with it.
struct PlanTests {
    private let dryRun = DryRun(id: "p1")

    private static func link(_ name: String, _ target: String) -> String {
        """
        {"shortUrl":"\(name)","longUrl":"https://www.example.gov.sg/\(target)","state":"ACTIVE","clicks":3,\
        "createdAt":"2026-01-01T00:00:00.000Z","updatedAt":"2026-01-02T00:00:00.000Z"}
        """
    }

    private static func page(_ links: [String]) -> ScriptedAnswer {
        .json(200, #"{"urls":[\#(links.joined(separator: ","))],"count":\#(links.count)}"#)
    }

    /// Collects the writes of a script, and looks at a service that has the links `old` and `mine`.
    private func foreseen(_ script: String) async throws -> ForeseenWrites {
        let links = Self.page([Self.link("old", "old"), Self.link("mine", "mine")])
        var bench = ScriptBench()
        let services = Services.links(over: ScriptedTransport([links, links]))
        bench.services = services
        bench.change = { [dryRun] in $0.gate = WriteGate { try await dryRun.collect($0) } }
        _ = try await bench.values(script)
        try await dryRun.look(services, withDatasets: false, rates: ["go": 5])
        return dryRun.foreseen(rates: ["go": 5])
    }

    @Test func writesAreComparedWithTheLinksThatThereAre() async throws {
        let foreseen = try await foreseen(
            """
            local url = "https://www.example.gov.sg/"
            links.create(url .. "new", { shortUrl = "new" })
            links.update("new", { longUrl = url .. "newer" })
            links.create(url .. "mine", { shortUrl = "mine" })
            links.create(url .. "other", { shortUrl = "old" })
            links.update("old", { longUrl = url .. "moved" })
            links.update("old", { longUrl = url .. "moved", state = "ACTIVE" })
            links.update("gone", { state = "INACTIVE" })
            """)
        let url = "https://www.example.gov.sg/"
        #expect(
            foreseen.summary
                == "1 to create, 2 to change, 2 already as wanted, 1 taken by another link of yours, 1 not found; "
                + "2 s at 5/s")
        #expect(
            foreseen.targets.map { ([$0.name, $0.state] + $0.planned).joined(separator: " > ") } == [
                "new > none > ACTIVE \(url)new > ACTIVE \(url)newer",
                "mine > ACTIVE \(url)mine > ACTIVE \(url)mine",
                "old > ACTIVE \(url)old > ACTIVE \(url)old > ACTIVE \(url)moved > ACTIVE \(url)moved",
                "gone > none > none",
            ])
        #expect(foreseen.steps.map(\.kind) == ["create", "change", "create", "create", "change", "change", "change"])
        #expect(foreseen.unforeseen.first?.hasPrefix("whether 1 name is taken by somebody else: ") == true)
    }

    @Test func theSummaryIsOfKinds() {
        let foreseen = ForeseenWrites([], known: [:], before: 9_584, failing: 2, lateReads: [:], rates: ["go": 5])
        #expect(foreseen.summary == "nothing to do, 2 would fail, 9,584 done before")
        #expect(foreseen.unforeseen.isEmpty)
    }

    @Test func readsAfterPlannedWritesAreTold() async throws {
        let script = "links.create('https://www.example.gov.sg/a', { shortUrl = 'a' })"
        dryRun.noteRequest(to: "go")
        var bench = ScriptBench()
        bench.services = .links(over: ScriptedTransport([]))
        bench.change = { [dryRun] in $0.gate = WriteGate { try await dryRun.collect($0) } }
        _ = try await bench.values(script)
        dryRun.noteRequest(to: "go")
        dryRun.noteRequest(to: "forsg")
        let lines = dryRun.summary(rates: [:])
        #expect(lines.contains("  - GoGovSG: 1 read that came after planned writes was answered without them"))
        #expect(lines.contains("  - which of the links there are: the service was not asked"))
        #expect(lines.last == "plan: 1 to create")
    }

    private static func plan(_ steps: [Plan.Step] = []) -> Plan {
        var plan = Plan(
            id: "p1", made: "2026-11-28T00:00:00Z", program: "1.0.0", script: .init(path: "a.lua", sha256: "00"),
            arguments: ["x"], folder: "/f", profile: "sandbox", services: ["go": "https://go"],
            permissions: .init(read: ["/r"], write: [], run: false, all: false),
            inputs: [.init(path: "links.csv", sha256: "11")],
            foreseen: ForeseenWrites([], known: [:], before: 0, failing: 0, lateReads: [:], rates: [:]))
        plan.steps = steps
        return plan
    }

    private static func step(_ words: String, run: String? = nil, key: String? = nil) -> Plan.Step {
        Plan.Step(
            run: run, key: key, place: nil, kind: "create", call: "links.create", service: "go", words: words,
            digest: words)
    }

    @Test func aPlanIsReadAsItWasWritten() throws {
        let plan = Self.plan([Self.step("a", run: "r", key: "k"), Self.step("b")])
        let read = try Plan(json: plan.json(), path: "p.json")
        #expect(try read.json() == plan.json())
        #expect(read.runName == "plan p1")
        // A later version may add members.
        let text = String(decoding: try plan.json(), as: UTF8.self)
        let more = text.replacing("\"arguments\"", with: "\"added\" : 1, \"arguments\"")
        #expect(try Plan(json: Array(more.utf8), path: "p.json").steps == plan.steps)
    }

    @Test(arguments: [
        ("", "p.json is not a plan"), ("[]", "p.json is not a plan"), ("{\"version\":1}", "p.json is not a plan"),
        ("{\"govscript_plan\":2}", "p.json was made by a newer govscript"),
        ("{\"govscript_plan\":1}", "p.json is damaged"),
    ])
    func whatIsNoPlanIsRefused(_ text: String, _ message: String) {
        let error = #expect(throws: PlanError.self) { try Plan(json: Array(text.utf8), path: "p.json") }
        #expect(error?.message == message)
        if case .content = error?.fault {} else { Issue.record("\(String(describing: error?.fault))") }
    }

    @Test func eachPlannedWriteIsLetThroughOnce() throws {
        let application = PlanApplication(
            Self.plan([Self.step("a"), Self.step("a"), Self.step("b"), Self.step("c", run: "r", key: "k")]),
            path: "p.json")
        try application.admit("a", digest: "a", item: nil)
        try application.admit("b", digest: "b", item: nil)
        try application.admit("a", digest: "a", item: nil)
        #expect(application.deviation == nil)
        #expect(application.left { _, _ in false }.unasked.map(\.words) == ["c"])
        #expect(application.left { run, key in run == "r" && key == "k" }.undone.isEmpty)
        let error = #expect(throws: ScriptError.self) { try application.admit("a", digest: "a", item: nil) }
        #expect(error?.message == "the script leaves the plan p.json: a is not planned; it was not sent")
        #expect(error?.stopsRun == true)
    }

    @Test func nothingIsLetThroughAfterADeviation() throws {
        let application = PlanApplication(Self.plan([Self.step("a")]), path: "p.json")
        #expect(throws: ScriptError.self) { try application.admit("x", digest: "x", item: nil) }
        #expect(throws: ScriptError.self) { try application.admit("a", digest: "a", item: nil) }
        #expect(application.deviation?.details == ["planned there: a"])
        #expect(application.deviation?.hint == "Make a new plan: govscript run --dry-run --plan p.json …")
    }

    @Test func theFirstDifferencesAreTold() {
        let error = PlanError(outdated: "p.json", (1...7).map { "d\($0)" }, hint: "h")
        #expect(error.details == ["d1", "d2", "d3", "d4", "d5", "… and 2 more"])
        #expect(error.fault == nil)
    }
}
