package import Catalogue
import LuaBridge

/// `test`: tests of scripts, which `govscript test` runs.
///
/// Each case runs in an interpreter of its own, so that the functions need not be told which case they belong to.
package struct TestModule: ScriptModule {
    package static let name = "test"
    package static let summary = "Tests of scripts, run by govscript test."
    package static let bindings = [
        newCase, run, replay, stillMatches, faults, killAt, requests, links, dataset, file, snapshot,
        neverOverTheLimit, nothingTwice,
        resumesAnywhere, equal, less, contains,
    ]
    package static let source: ModuleSource<TestModule>? = ModuleSource(
        PackageResources.test_lua, globals: ["test.case"]
    ) { module in
        [.function(newCase.function(of: module))]
    }

    private let testing: (any TestHost)?

    package init(_ host: AllModules) { testing = host.testing }

    /// What runs the tests.
    ///
    /// - Throws: ``ScriptError`` of kind `usage` in a script that is run in another way.
    func host(_ function: String) throws -> any TestHost {
        if let testing { return testing }
        throw ScriptError(
            .usage, "\(function): no test is in progress", call: function,
            hint: "Call it inside the function of a test.case, in a file that govscript test runs.")
    }

    static let newCase = Binding<TestModule>(
        "test.case",
        "Declares a test. It is run by govscript test, with services and files of its own, and skipped elsewhere.",
        .required("name", String.self, "What it shows, in words; each name once in a file."),
        .required(
            "given", LuaTable.self,
            "What there is: csv and files (texts by file name), links (a list of { shortUrl =, longUrl = }, with "
                + "service, state and clicks if they matter), datasets (CSV texts by dataset id)."),
        .required("fn", LuaCallable.self, called: .once, "Called with test itself; an error fails the test."),
        returns: Returns(Returns<Void>.nothing().description) { [.boolean($0)] }, errors: [.usage],
        example: """
            test.case("one and one", {}, function(t)
              t.equal(1 + 1, 2)
            end)
            """,
        run: { module, name, given, _ in try module.testing?.begin(name, given) ?? false })

    static let run = Binding<TestModule>(
        "test.run",
        "Runs a script in the services, the time and the folder of the test, with a list of arguments and a list of "
            + "flags: --dry-run, --verbose.",
        .required("script", String.self, "The script, from the test's folder or the one above."),
        rest: "args, flags",
        returns: .record(TestRun.shape), errors: [.usage],
        example: """
            test.case("it ends well", {}, function(t)
              t.equal(t.run("first.lua", { "links.csv" }).exit, 0)
            end)
            """,
        run: { module, rest, script in
            try module.host("test.run").run(
                script, try texts(rest, 0, of: "test.run"), try texts(rest, 1, of: "test.run"))
        })

    static let replay = Binding<TestModule>(
        "test.replay",
        "Compares a recorded run with what a script asks for now, before it is resumed. The script runs with a list of "
            + "arguments, in the test's services and folder; nothing is sent, and the record is only read.",
        .required(
            "run", String.self,
            "A durable run of this case or else of this machine: its name, its journal's path, or the id of a start."),
        .required("script", String.self, "The script, as for test.run."),
        rest: "args",
        returns: .record(TestReplay.shape), errors: [.usage],
        example: """
            test.case("the new version fits", {}, function(t)
              local replay = t.replay("campaign", "first.lua", { "links.csv" })
              t.still_matches(replay)
              t.equal(replay.counts.new, 0)
            end)
            """,
        run: { (module, rest, run, script) -> TestReplay in
            try module.host("test.replay").replay(run, script, try texts(rest, 0, of: "test.replay"))
        })

    static let stillMatches = Binding<TestModule>(
        "test.still_matches",
        "Fails if a step of a replayed run is gone or differs, or if the script failed; lists each with its reason.",
        .required("replay", LuaTable.self, "What test.replay gave."),
        returns: .nothing(), errors: [.data],
        example: """
            test.case("the new version fits", {}, function(t)
              t.still_matches(t.replay("campaign", "first.lua", { "links.csv" }))
            end)
            """,
        run: { _, replay in
            let (summary, lines) = TestReplay.problems(in: replay)
            guard !lines.isEmpty else { return }
            var error = failure("test.still_matches", summary)
            error.details = lines
            throw error
        })

    static let faults = Binding<TestModule>(
        "test.faults", "Has the services misbehave from now on; see govscript help faults.",
        .required("faults", String.self, "Such as go:drop-after@1; an empty text ends it."),
        returns: .nothing(), errors: [.usage],
        example: "test.case(\"lost answers\", {}, function(t) t.faults(\"go:drop-after=5%\") end)",
        run: { module, text in try module.host("test.faults").misbehave(text) })

    static let killAt = Binding<TestModule>(
        "test.kill_at", "Has the script that is run next killed, as by kill -9, at a step boundary of a durable run.",
        .required(
            "boundary", String.self,
            "intended:N (the Nth write is recorded and not sent), answered:N (sent and not recorded) or recorded:N."),
        returns: .nothing(), errors: [.usage],
        example: "test.case(\"a crash\", {}, function(t) t.kill_at(\"answered:1\") end)",
        run: { module, text in try module.host("test.kill_at").kill(at: text) })

    static let requests = Binding<TestModule>(
        "test.requests", "Returns what has reached the services, in the order of arrival.",
        .option("service", String?.self, "Only those to go, forsg, datagov, public or storage."),
        .option("method", String?.self, "Only those of a method: POST."),
        returns: .list(TestRequest.shape), errors: [.usage],
        example: """
            test.case("no writes yet", {}, function(t)
              t.equal(#t.requests({ method = "POST" }), 0)
            end)
            """,
        run: { (module, service, method) -> [TestRequest] in
            try module.host("test.requests").requests().filter {
                (service ?? $0.service) == $0.service && (method ?? $0.method) == $0.method
            }
        })

    static let links = Binding<TestModule>(
        "test.links", "Returns the links that the services have now, by service and name.",
        .option("service", String?.self, "Only those of go or forsg."),
        returns: .list(TestLink.shape), errors: [.usage],
        example: "test.case(\"none yet\", {}, function(t) t.equal(#t.links(), 0) end)",
        run: { (module, service) -> [TestLink] in
            try module.host("test.links").links().filter { (service ?? $0.service) == $0.service }
        })

    static let dataset = Binding<TestModule>(
        "test.dataset", "Returns the rows that a dataset has now, as CSV; nil if there is no such dataset.",
        .required("id", String.self, "Its id."),
        returns: .value("The CSV."), errors: [.usage],
        example: "test.case(\"rows\", {}, function(t) t.equal(t.dataset(\"d_0\"), nil) end)",
        run: { (module, id) -> String? in try module.host("test.dataset").dataset(id) })

    static let file = Binding<TestModule>(
        "test.file", "Returns what a file of the test's folder holds; nil if there is none.",
        .required("name", String.self, "Its path in that folder."),
        returns: .value("The text."), errors: [.usage],
        example: "test.case(\"no file\", {}, function(t) t.equal(t.file(\"made.csv\"), nil) end)",
        run: { (module, path) -> String? in try module.host("test.file").file(path) })

    static let snapshot = Binding<TestModule>(
        "test.snapshot",
        "Compares requests, links, and the output of all scripts with what is kept beside the test, in snapshots/. "
            + "With --update, or if nothing is kept yet, it is written; with --ci, or where CI is set, a missing one "
            + "fails. Times, and ids that the test does not give, are kept as <time>, <link 1> and <id 1>.",
        .required("name", String.self, "The snapshot's name: letters, digits, - and _."),
        returns: .nothing(), errors: [.data, .usage],
        example: "test.case(\"as before\", {}, function(t) t.snapshot(\"nothing\") end)",
        run: { module, name in try module.host("test.snapshot").compareSnapshot(name) })

    static let neverOverTheLimit = Binding<TestModule>(
        "test.never_over_the_limit", "Fails if a service refused a request because too many came.",
        returns: .nothing(), errors: [.data, .usage],
        example: "test.case(\"slow enough\", {}, function(t) t.never_over_the_limit() end)",
        run: { module in try module.host("test.never_over_the_limit").expectLimitsKept() })

    static let nothingTwice = Binding<TestModule>(
        "test.nothing_twice", "Fails if two links were made for one target, or the same rows were added twice.",
        returns: .nothing(), errors: [.data, .usage],
        example: "test.case(\"once\", {}, function(t) t.nothing_twice() end)",
        run: { module in try module.host("test.nothing_twice").expectNothingTwice() })

    static let resumesAnywhere = Binding<TestModule>(
        "test.resumes_anywhere",
        "Runs a script with a list of arguments, then again and again in new services, each time killed at another "
            + "step boundary and started again; fails unless links, datasets and files come to the same.",
        .required("script", String.self, "The script, as for test.run."),
        rest: "args",
        returns: .value("How many step boundaries there are."), errors: [.data, .usage],
        example: """
            test.case("any kill", {}, function(t)
              print(t.resumes_anywhere("first.lua", { "links.csv" }))
            end)
            """,
        run: { (module, rest, script) -> Int in
            try module.host("test.resumes_anywhere").expectResumes(
                script, try texts(rest, 0, of: "test.resumes_anywhere"))
        })

    /// The list of texts at a place of the further arguments; empty if there is none.
    private static func texts(_ rest: [LuaValue], _ index: Int, of function: String) throws -> [String] {
        guard rest.indices.contains(index), rest[index] != .nil else { return [] }
        guard case .table(let table) = rest[index], table.fields.isEmpty, let texts = try? [String](lua: rest[index])
        else {
            throw ScriptError(
                .usage, "\(function): expected a list of texts, got \(rest[index].literal)", call: function,
                hint: "Write { \"links.csv\" }.")
        }
        return texts
    }
}
