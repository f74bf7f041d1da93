import ApiEmulator
import FoundationEssentials
import TerminalSupport
import TestSupport
import Testing

/// `govscript repl` as a person uses it, on a terminal.
struct ReplTests {
    private let scratch = ScratchFolder()

    /// Starts the REPL in the scratch folder, and waits for the prompt.
    private func repl(
        _ words: String, prompt: String = "sandbox go>", columns: Int = 90, variables: [String: String] = [:],
        _ body: @escaping @Sendable (Screen) throws -> Void
    ) async throws {
        let folder = scratch.path
        let environment = variables.merging(["GOVSCRIPT_STATE_DIR": folder + "/state", "HOME": "/nonexistent"]) { $1 }
        try await Program.aside {
            let command = "cd \(folder); \(Program.folder)govscript repl \(words); echo code $?; cat"
            let screen = try Screen(command, columns: columns, rows: 24, environment: environment)
            try screen.expect(prompt)
            try body(screen)
        }
    }

    @Test func aNewcomerFindsTheWayByTabAndHelp() async throws {
        try scratch.file("links.csv", "slug,url\na,https://www.example.gov.sg/a\n")
        try await repl("--sandbox") { screen in
            try screen.type("links.cr")
            try screen.press("Tab")
            // Typed although completion has typed it.
            try screen.type("(")
            try screen.press("Tab")
            try screen.expect(
                "links.create(longUrl, { shortUrl = nil, timeout = 120 })",
                "  longUrl  string  Where the link leads; starts with https://.", "sandbox go> links.create(")
            try screen.type("csv.rows(\"li")
            try screen.press("Tab")
            try screen.expect("sandbox go> links.create(csv.rows(\"links.csv")
            try screen.press("C-c")
            try screen.type("for row in csv.rows(\"links.csv\") do\n")
            try screen.expect(">>")
            try screen.type("links.create(row.url, { shortUrl = row.slug })\nend\n")
            try screen.expect(">> end", "sandbox go>")
            try screen.type("links.list({ st")
            try screen.press("Tab")
            try screen.type("\"AC")
            try screen.press("Tab")
            try screen.type(" })[1].longUrl\n")
            try screen.expect(
                "sandbox go> links.list({ state = \"ACTIVE\" })[1].longUrl", "\"https://www.example.gov.sg/a\"",
                "sandbox go>")
            try screen.type("help links.creat\n")
            try screen.expect(
                "There is no help for 'links.creat'; did you mean 'links.create'?", "sandbox go>")
            try screen.type(".lo")
            try screen.press("Tab")
            try screen.type("li")
            try screen.press("Tab")
            try screen.expect("sandbox go> .load links.csv")
        }
    }

    @Test func aTableKeepsTheColumnsThatMatter() async throws {
        try await repl("--sandbox", columns: 42) { screen in
            try screen.type("l = links.create('https://www.gov.sg/a', { shortUrl = 'a' })\n")
            try screen.expect("sandbox go>")
            try screen.type("links.list()\n")
            try screen.expect(
                "shortUrl  longUrl               state", "a         https://www.gov.sg/a  ACTIVE",
                "1 link", "(4 columns hidden: clicks, createdAt,", "  updatedAt, existing)", "sandbox go>")
        }
    }

    @Test func requestsAndWaitsAreInterrupted() async throws {
        try await repl("--sandbox --faults go:slow-before:600s@1,datagov:hang-ingestion@1") { screen in
            try screen.type("x = 5 links.create('https://www.example.gov.sg/a')\n")
            try screen.expect(matching: #/links\.create: waiting for an answer  \d+ s/#)
            try screen.press("C-c")
            try screen.expect("interrupted", "sandbox go>")
            try screen.type("out = csv.writer('up.csv', { 'short_url', 'long_url', 'created_at' })\n")
            try screen.type("out:write({ 'a', 'b', 'c' }) out:close()\n")
            try screen.type("u = datagov.upload('d_1f0c5d6b7a8e49f2b3c4d5e6f7a80912', 'up.csv')\n")
            try screen.type("x\n")
            try screen.expect("sandbox go> x", "5", "sandbox go>")
            try screen.type("datagov.wait(u)\n")
            try screen.expect(matching: #/datagov\.wait: ingestion: [A-Z_]+  \d+ s/#)
            try screen.press("C-c")
            try screen.expect("sandbox go> datagov.wait(u)", "interrupted", "sandbox go>")
            try screen.type("while true do end\n")
            try screen.expect(matching: #/running  \d+ s/#)
            try screen.press("C-c")
            try screen.expect("sandbox go> while true do end", "interrupted", "sandbox go>")
            try screen.press("C-d")
            try screen.expect("code 0")
        }
    }

    @Test func aDurableRunGoesOnAfterAnInterrupt() async throws {
        try await repl("--sandbox") { screen in
            try screen.type("n, stays = 0, true\n")
            try screen.type("run = function() return bulk.each('r', { 'a', 'b' }, function(i)")
            try screen.type(" n = n + 1 if i == 'b' and stays then task.sleep(1000) end end, { workers = 1 }) end\n")
            try screen.expect("sandbox go>")
            try screen.type("run()\n")
            try screen.expect(matching: #/r  1 of 2.*/#)
            try screen.press("C-c")
            try screen.expect(
                "r: interrupted, 1 done. Run the same call again to continue.", "interrupted", "sandbox go>")
            try screen.type("stays = false run()\n")
            try screen.expect("sandbox go>")
            try screen.type("n\n")
            try screen.expect("sandbox go> n", "3", "sandbox go>")
        }
    }

    @Test func whatIsSavedIsAScript() async throws {
        try await repl("--sandbox") { screen in
            try screen.type("x = 1\n")
            try screen.expect("sandbox go>")
            try screen.type("x + 1\n")
            try screen.expect("2", "sandbox go>")
            try screen.type("help json\n")
            try screen.expect("More about one of them: help json.decode", "sandbox go>")
            try screen.type(".save s.lua\n")
            try screen.expect("saved 2 inputs in s.lua", "sandbox go>")
            try screen.type(".exit\n")
            try screen.expect("code 0")
        }
        #expect(try scratch.text("s.lua") == "--- A session of govscript repl.\nx = 1\n-- x + 1\n")
    }

    @Test func historyOutlivesTheSessionWithoutKeys() async throws {
        try await repl("--sandbox") { screen in
            try screen.type("1 + 1\n")
            try screen.expect("2", "sandbox go>")
            try screen.type("key = 'live_v1_0123456789abcdef'\n")
            try screen.expect("sandbox go>")
            try screen.press("C-d")
            try screen.expect("code 0")
        }
        try await repl("--sandbox") { screen in
            try screen.press("Up")
            try screen.expect("sandbox go> 1 + 1")
        }
        #expect(try scratch.text("state/history/sandbox") == "1 + 1\n")
    }

    @Test func productionAsksBeforeEachWrite() async throws {
        try await EmulatorServer.serving { server, access in
            let variables = [
                "GOVSCRIPT_GO_URL": access.goUrl, "GOVSCRIPT_GO_API_KEY": access.goKey,
            ]
            let prompt = " PRODUCTION  go>"
            @Sendable func create(_ name: String) -> String {
                "links.create('https://www.example.gov.sg/\(name)', { shortUrl = '\(name)' }).state\n"
            }
            let call = "links.create(\"https://www.example.gov.sg/yes\", { shortUrl = \"yes\" })"
            let question = "Create a short link on GoGovSG (production)? [y]es, [a]ll, [n]o"
            try await repl("--profile production", prompt: prompt, variables: variables) { screen in
                try screen.expect("This is production: each write asks first. Try things out with --sandbox.", prompt)
                try screen.type(create("yes"))
                try screen.expect(
                    matching: #/Create a short link on GoGovSG \(production\)\? \[y\]es, \[a\]ll, \[n\]o/#)
                try screen.type("y\n")
                try screen.expect(call, question + " y", "\"ACTIVE\"", prompt)
                try screen.type(create("no"))
                try screen.expect(
                    matching: #/Create a short link on GoGovSG \(production\)\? \[y\]es, \[a\]ll, \[n\]o/#)
                try screen.press("Enter")
                try screen.expect(
                    "error: links.create: skipped",
                    "  hint: Answer y to send it, or a to send this and all later ones. --yes at the start does",
                    "    not ask.", prompt)
                let update = "links.update(\"yes\", { state = \"INACTIVE\" })"
                try screen.type("\(update).state\n")
                try screen.expect(
                    matching: #/Switch off a short link on GoGovSG \(production\)\? \[y\]es, \[a\]ll, \[n\]o/#)
                try screen.type("n\n")
                try screen.expect(
                    "error: links.update: skipped",
                    "  hint: Answer y to send it, or a to send this and all later ones. --yes at the start does",
                    "    not ask.", prompt)
                try screen.type(create("never"))
                try screen.expect(
                    matching: #/Create a short link on GoGovSG \(production\)\? \[y\]es, \[a\]ll, \[n\]o/#)
                try screen.press("C-c")
                try screen.expect("interrupted", prompt)
                try screen.type(create("first"))
                try screen.expect(
                    matching: #/Create a short link on GoGovSG \(production\)\? \[y\]es, \[a\]ll, \[n\]o/#)
                // One answer is for the rest of the session, whatever is written.
                try screen.type("a\n")
                try screen.expect("\"ACTIVE\"", prompt)
                try screen.type(create("second"))
                try screen.expect("\"ACTIVE\"", prompt)
                try screen.type("\(update).state\n")
                try screen.expect("\"INACTIVE\"", prompt)
                try screen.press("C-d")
                try screen.expect("code 0")
            }
            try await repl("--profile production --yes", prompt: prompt, variables: variables) { screen in
                try screen.type(create("sure"))
                try screen.expect("\"ACTIVE\"", prompt)
            }
            #expect(server.links(of: .go).map(\.shortUrl).sorted() == ["first", "second", "sure", "yes"])
            let piped = try await Command.run(
                ["repl", "--profile", "production"], in: scratch.path, environment: variables, input: create("piped"))
            #expect(piped.status == 1)
            #expect(piped.errors.hasPrefix("error: input:1: links.create: skipped\n"))
            #expect(server.links(of: .go).count == 4)
        }
    }

    @Test func aDumbTerminalHasAPromptToo() async throws {
        try await repl("--sandbox --dry-run", prompt: "sandbox go, dry run>", variables: ["TERM": "dumb"]) { screen in
            try screen.type("x.y\n")
            try screen.expect(
                "error: attempt to index a nil value (global 'x')", "sandbox go, dry run>")
            try screen.type("1 + 1\n")
            try screen.expect("2", "sandbox go, dry run>")
        }
    }

    @Test func statementsComeFromAPipe() async throws {
        func run(_ input: String, _ words: String...) async throws -> ChildProcess.Result {
            try await Command.run(["repl", "--sandbox"] + words, in: scratch.path, input: input)
        }
        let values = try await run("x = 1\nx + 1\n")
        #expect(values.output == "2\n", "\(values.errors)")
        #expect(values.status == 0)
        let data = try await run("csv.rows('none.csv')\nprint('never')\n")
        #expect(data.status != 0)
        #expect(data.output == "")
        let absent = try await run("", "absent.lua")
        #expect(absent.errors == "error: cannot read absent.lua: no such file or directory\n")
        #expect(absent.status == 66)
    }

    @Test func theLastResultIsExported() async throws {
        try await repl("--sandbox") { screen in
            try screen.type("x = links.create('https://www.example.gov.sg/a', { shortUrl = 'a' })\n")
            try screen.type("{ { shortUrl = 'a', clicks = 2 }, { shortUrl = 'b,c', tags = { 1 } } }\n")
            try screen.expect("        b,c       { 1 }", "sandbox go>")
            try screen.type(".export out.csv\n")
            try screen.expect("sandbox go> .export out.csv", "wrote out.csv", "sandbox go>")
            try screen.type(".export out.csv\n")
            try screen.expect("error: out.csv exists; '.export -f out.csv' replaces it", "sandbox go>")
            try screen.type(".export -f out.json\n")
            try screen.expect("wrote out.json", "sandbox go>")
            try screen.type(".export out.txt\n")
            try screen.expect("error: usage: .export FILE.csv or .export FILE.json", "sandbox go>")
            try screen.type(".limits\n")
            try screen.expect(
                "GoGovSG: requests 1, refused 0, limit 5 per second", "ForSG: not used yet", "sandbox go>")
        }
        #expect(try scratch.text("out.csv") == "clicks,shortUrl,tags\n2,a,\n,\"b,c\",[1]\n")
        #expect(try scratch.text("out.json").hasPrefix("[\n  {\n    \"clicks\": 2,"))
    }

    @Test func runsAreShownFromThePrompt() async throws {
        try await repl("--sandbox") { screen in
            try screen.type("r = bulk.each('my run', { 'a' }, function() error('no', 0) end)\n")
            try screen.expect(matching: #/sandbox go>/#)
            try screen.type(".runs show 'my run' --failed\n")
            try screen.expect("  failed  item 1: \"8254f352c4adce1749a7129760113779\": no", "sandbox go>")
            try screen.type(".runs show other\n")
            try screen.expect("error: there is no run 'other'. There are: 'my run'.", "sandbox go>")
        }
    }

    /// A second terminal beside an open prompt: both see the same, and the prompt says that it shares.
    @Test func aPromptAndARunShareTheSandbox() async throws {
        let folder = scratch.path
        try await repl("--sandbox") { screen in
            try screen.type("links.create('https://www.example.gov.sg/a', { shortUrl = 'mine' }).shortUrl\n")
            try screen.expect("\"mine\"", "sandbox go>")
            let second = try ChildProcess(
                Program.folder + "govscript",
                [
                    "run", "--sandbox", "-e",
                    "print(links.get('mine').longUrl) links.create('https://www.example.gov.sg/b', { shortUrl = 'yours' })",
                ], in: folder, environment: ["GOVSCRIPT_STATE_DIR": folder + "/state", "HOME": "/nonexistent"]
            ).run()
            #expect(second.output == "https://www.example.gov.sg/a\n", "\(second.errors)")
            try screen.type("links.get('yours').longUrl\n")
            try screen.expect("\"https://www.example.gov.sg/b\"", "sandbox go>")
            let third = try Screen(
                "cd \(folder); \(Program.folder)govscript repl --sandbox; cat", columns: 90, rows: 24,
                environment: ["GOVSCRIPT_STATE_DIR": folder + "/state", "HOME": "/nonexistent"])
            try third.expect("sandbox go>")
            let rows = try third.rows()
            #expect(rows.contains { $0.hasPrefix("This sandbox is shared with govscript repl (process ") })
        }
    }

    @Test func simulatedFailuresAreNamedAtTheStart() async throws {
        try await repl("--sandbox --faults go:slow-after:1ms=1%") { screen in
            let rows = try screen.rows()
            #expect(rows.contains("Simulated failures: go:slow-after:1ms=1%"))
        }
    }

    /// The prompt's `.runs` does what the command does.
    @Test func runsAreChangedFromThePrompt() async throws {
        let job = "bulk.each('job', { 'a', 'b' }, function(x) if x == 'b' then error('no') end end)"
        try await repl("--sandbox") { screen in
            try screen.type("r = \(job)\n")
            try screen.expect("sandbox go>")
            try screen.type(".runs retry job\n")
            try screen.expect("1 item will be retried the next time the script runs", "sandbox go>")
            try screen.type(".runs shw job\n")
            try screen.expect("error: there is no .runs shw. Did you mean .runs show?", "sandbox go>")
            try screen.type(".runs forget job --force\n")
            try screen.expect("deleted", "sandbox go>")
            try screen.type(".runs\n")
            try screen.expect("There are no runs yet; govscript run FILE makes one.", "sandbox go>")
        }
    }
}
