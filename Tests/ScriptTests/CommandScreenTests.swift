import ArgumentParser
import TerminalSupport
import TestSupport
import Testing

@testable import govscript

/// What every command prints, on a screen: nothing that is copied or read as one word is broken at its edge.
struct CommandScreenTests {
    /// The words after `govscript` by the subcommand that they try.
    private static let calls = [
        "run": "run --sandbox campaign.lua", "check": "check typo.lua", "limits": "limits",
        "check-data": "check-data rows.csv", "auth status": "auth status", "config show": "config show",
        "doctor": "doctor --offline", "help": "help resuming", "runs list": "runs",
        "runs show": "runs show campaign --failed", "runs retry": "runs retry campaign-of-another-name",
        "runs resolve": "runs resolve campaign prog-1 done", "runs forget": "runs forget campaign-of-another-name",
    ]

    /// Those that ask for something, serve, or make files, and the one that writes data for programs.
    private static let others: Set = [
        "repl", "emulator", "init", "docs", "auth login", "auth logout", "runs export", "__complete", "schedule add",
        "schedule check", "schedule history", "schedule list", "schedule remove", "schedule run", "schedule show",
        "report", "runs watch", "runs prune", "runs drop", "test", "state status", "state init", "state doctor",
    ]

    private static func names(below command: any ParsableCommand.Type, _ words: [String]) -> [String] {
        command.configuration.subcommands.flatMap { next in
            let path = words + [next.configuration.commandName ?? ""]
            return next.configuration.subcommands.isEmpty
                ? [path.joined(separator: " ")] : names(below: next, path)
        }
    }

    @Test func everyCommandIsHere() {
        #expect(Set(Self.names(below: Govscript.self, [])) == Set(Self.calls.keys).union(Self.others))
    }

    @Test(arguments: [80, 120])
    func noWordIsBroken(_ columns: Int) async throws {
        let scratch = ScratchFolder()
        let address = "http://www.example.gov.sg/programmes/spring/2026/42"
        try scratch.file("links.csv", "url,slug\n\(address),prog-1\nhttps://www.example.gov.sg/a,Prog_2\n")
        try scratch.file(
            "campaign.lua",
            """
            local report = bulk.each("campaign", csv.rows("links.csv"), function(row)
              return links.create(row.url, { shortUrl = row.slug })
            end, { key = "slug" })
            print(report)
            print({ address = "\(address)", again = "\(address)" })
            error("the address \(address) and \(address) are wrong")
            """)
        try scratch.file("typo.lua", "for row in csv.rows('links.csv') do print(row.short_address_of_the_link) end\n")
        try scratch.file("rows.csv", "Month of the Year,value\n2026-01,#REF!\n2026-02,N/A\n2026-03,#REF!\n,\n")
        let folder = scratch.path
        let settings = [
            "GOVSCRIPT_STATE_DIR": folder + "/state", "HOME": "/nonexistent", "GOVSCRIPT_LOG_FORMAT": "plain",
            "GOVSCRIPT_CONFIG": folder + "/none.toml",
            "GOVSCRIPT_DATAGOV_URL": "https://staging-of-the-service.data.gov.sg/some/longer/path",
        ]
        // First of all, so that the others have something to show.
        for name in ["run"] + Self.calls.keys.filter({ $0 != "run" }).sorted() {
            let call = Self.calls[name] ?? ""
            let variables = settings.map { "\($0)='\($1)'" }.joined(separator: " ")
            let (rows, plain) = try await Program.aside {
                let govscript = "env \(variables) \(Program.folder)govscript \(call)"
                let command = "cd \(folder); \(govscript) > plain.txt 2>&1; \(govscript); echo 'the end'; cat"
                let screen = try Screen(command, columns: columns, rows: 200)
                try screen.expect("the end")
                return (try screen.rows(), try scratch.text("plain.txt"))
            }
            let shown = Set(rows.joined(separator: "\n").split { " \n".contains($0) })
            #expect(!plain.isEmpty, "\(call)")
            for word in Set(plain.split { " \n".contains($0) }) where word.count > 3 && word.count <= columns - 8 {
                #expect(shown.contains(word), "govscript \(call): \(rows.joined(separator: "\n"))")
            }
        }
    }
}
