import ApiEmulator
import FoundationEssentials
import TestSupport
import Testing

/// A job of creates, updates and appends that is killed again and again, and what the emulator's ledger must show
/// after it has come to its end.
struct DurableJob: Sendable {
    let scratch = ScratchFolder()
    let links: Int
    let appends: Int
    private let access: EmulatorAccess

    init(links: Int, appends: Int, workers: Int, _ access: EmulatorAccess) throws {
        self.links = links
        self.appends = appends
        self.access = access
        let rows = (1...links).map { number in
            // Half of them without a name of their own.
            "\(number),\(Self.target(number)),\(number.isMultiple(of: 2) ? "link-\(number)" : "")"
        }
        try scratch.file("links.csv", (["id,url,slug"] + rows).joined(separator: "\n") + "\n")
        for number in 0..<appends {
            let number = number + 1
            try scratch.file(
                "\(number).csv", "month,museum,visitors\n2026-05,Museum \(number),\(number)\n2026-06,Other,\(number)\n")
        }
        try scratch.file(
            "job.lua",
            """
            local made = bulk.each("links", csv.rows("links.csv"), function(row)
              local link = links.create(row.url, row.slug ~= "" and { shortUrl = row.slug } or nil)
              return links.update(link.shortUrl, { longUrl = row.url .. "/moved" })
            end, { key = "id", workers = \(workers), save = "links-done.csv" })
            local files = {}
            for number = 1, \(appends) do files[number] = number .. ".csv" end
            local sent = bulk.each("appends", files, function(file)
              return datagov.wait(datagov.append("\(DatasetSeed.visitorsId)", file))
            end, { key = function(file) return file end, workers = 1 })
            print(made, sent)
            """)
    }

    static func target(_ number: Int) -> String { "https://www.example.gov.sg/\(number)" }

    private var variables: [String: String] {
        access.variables.merging([
            "GOVSCRIPT_APPEND_SETTLE": "2", "GOVSCRIPT_FAILURE_SETTLE": "2", "PATH": "/usr/bin:/bin",
            "GOVSCRIPT_LOG_FORMAT": "plain", "GOVSCRIPT_STATE_DIR": scratch("state"),
        ]) { $1 }
    }

    /// Starts the job; `seconds` is when it is killed.
    func run(killedAfter seconds: Double? = nil, crash: String? = nil) async throws -> ChildProcess.Result {
        var environment = variables
        environment["GOVSCRIPT_CRASH"] = crash
        let command = Command.builtFolder + "govscript"
        guard let seconds else {
            return try await ChildProcess(command, ["run", "job.lua"], in: scratch.path, environment: environment)
                .runAside()
        }
        return try await ChildProcess(
            "/usr/bin/timeout", ["--signal=KILL", "\(seconds)", command, "run", "job.lua"], in: scratch.path,
            environment: environment
        ).runAside()
    }

    /// Starts the job; it gets SIGTERM when ``tellToStop()`` was called, and SIGKILL ten seconds after that.
    func runUntilToldToStop() async throws -> ChildProcess.Result {
        for name in ["stop", "ended"] { try? FileManager.default.removeItem(atPath: scratch(name)) }
        let script = """
            "$1/govscript" run job.lua & pid=$!
            {
              until [ -e stop ]; do sleep 0.005; done
              kill -TERM $pid
              timeout 10 tail --pid=$pid -f /dev/null || kill -KILL $pid
            } & timer=$!
            wait $pid; status=$?
            touch ended
            kill $timer
            exit $status
            """
        return try await ChildProcess(
            "/bin/bash", ["-c", script, "bash", Command.builtFolder], in: scratch.path,
            environment: variables
        ).runAside()
    }

    func tellToStop() throws { try scratch.file("stop", "") }

    /// Whether the job that ``runUntilToldToStop()`` has started has not ended.
    var isRunning: Bool { !FileManager.default.fileExists(atPath: scratch("ended")) }

    /// Every link that was made is in the run's record, whatever became of its item, and in the file of `save`.
    func expectAllAreNamed(_ server: EmulatorServer, inFile: Bool) async throws {
        func words(_ text: String) -> Set<Substring> {
            Set(text.split { !($0.isLetter || $0.isNumber || $0 == "-") })
        }
        let made = Set(server.ledger.creates.map { Substring($0.shortUrl) })
        let record = words(try await Command.run(["runs", "export", "links"], in: scratch.path).output)
        #expect(made.subtracting(record) == [], "not in the record")
        guard inFile else { return }
        #expect(made.subtracting(words(try scratch.text("links-done.csv"))) == [], "not in the file")
    }

    /// The keys of a run's items in a state.
    func keys(of run: String, in state: String) async throws -> Set<String> {
        let result = try await Command.run(["runs", "export", run], in: scratch.path)
        let rows = result.output.split(separator: "\n").map {
            $0.split(separator: ",", omittingEmptySubsequences: false)
        }
        let header = try #require(rows.first)
        let (key, itsState) = (try #require(header.firstIndex(of: "key")), try #require(header.firstIndex(of: "state")))
        return Set(rows.dropFirst().filter { $0[itsState] == state }.map { String($0[key]) })
    }

    /// Every link was made once and is as wanted, and each append is in at most once, or listed as uncertain.
    func expectDoneOnce(_ server: EmulatorServer, edited: [String: String] = [:]) async throws {
        let ledger = server.ledger
        let uncertain = try await keys(of: "links", in: "uncertain")
        let failed = try await keys(of: "links", in: "failed")
        #expect(uncertain == [] && failed == [])
        let made = Dictionary(grouping: ledger.creates, by: \.longUrl)
        let twice = made.values.filter { $0.count > 1 }.map { creates in
            creates.map { "\($0.longUrl) as \($0.shortUrl) by request \($0.request)" }
        }
        #expect(twice == [])
        #expect((1...links).filter { made[Self.target($0)] == nil } == [], "never made")
        let there = Set(server.links(of: .go).map(\.longUrl))
        let wanted = Set((1...links).map { edited["\($0)"] ?? Self.target($0) + "/moved" })
        #expect(there.subtracting(wanted).sorted() == [])
        #expect(wanted.subtracting(there).sorted() == [])
        guard appends > 0 else { return }
        let doubtful = try await keys(of: "appends", in: "uncertain").count
        let stored = Dictionary(grouping: ledger.uploads, by: \.md5).mapValues(\.count)
        let applied = Dictionary(grouping: ledger.applied, by: \.upload.md5).mapValues(\.count)
        #expect(stored.values.allSatisfy { $0 == 1 }, "\(stored)")
        #expect(applied.values.allSatisfy { $0 == 1 }, "\(applied)")
        #expect(applied.count + doubtful >= appends)
        let saved = try scratch.text("links-done.csv").split(separator: "\n")
        #expect(saved.count == links + 1)
        #expect(Set(saved.dropFirst().map { $0.prefix { $0 != "," } }).count == links)
    }
}
