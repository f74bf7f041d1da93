import FoundationEssentials
import PostgresSupport
import TerminalSupport
import TestSupport
import Testing

/// The commands of the guide run as they are written, and print what stands below them.
///
/// Blocks that need more than this machine begin with a line `# needs …`; they are listed here.
struct GuideCommandTests {
    /// One fenced block of a page.
    struct Block: CustomStringConvertible {
        var page: String
        var language: String
        var lines: [String]

        var need: String? { lines.first { $0.hasPrefix("# needs ") } }
        /// Commands, each with the lines that it prints.
        var commands: [(command: String, output: [String])] {
            var commands: [(command: String, output: [String])] = []
            for line in lines where !line.hasPrefix("# needs ") {
                if line.hasPrefix("$ ") {
                    commands.append((String(line.dropFirst(2)), []))
                } else if !commands.isEmpty {
                    commands[commands.count - 1].output.append(line)
                }
            }
            return commands
        }

        var description: String { "\(page): \(lines.first ?? "")" }
    }

    private static let repository = URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().path()
    private static let folder = repository + "/docs/guide"

    private static func blocks(of page: String) throws -> [Block] {
        let text = try String(contentsOfFile: folder + "/" + page, encoding: .utf8)
        var blocks: [Block] = []
        var open: Block?
        for line in text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
            if line.hasPrefix("```") {
                if let block = open {
                    blocks.append(block)
                    open = nil
                } else {
                    open = Block(page: page, language: String(line.dropFirst(3)), lines: [])
                }
            } else {
                open?.lines.append(line)
            }
        }
        return blocks
    }

    private static func all() throws -> [Block] {
        try FileManager.default.contentsOfDirectory(atPath: folder).sorted().filter { $0.hasSuffix(".md") }
            .flatMap(blocks)
    }

    /// What cannot be run by everybody, page by page.
    private static let needs: [String: [String]] = [
        "cron.md": [
            "# needs cron", "# needs systemd", "# needs root: a crontab line", "# needs root: a systemd unit",
        ],
        "get-started.md": ["# needs a key of GoGovSG"], "more-than-one-machine.md": ["# needs a PostgreSQL server"],
    ]

    @Test func whatCannotBeRunIsMarkedAndListed() throws {
        let marked = Dictionary(grouping: try Self.all().filter { $0.need != nil }, by: \.page)
            .mapValues { $0.compactMap(\.need) }
        #expect(marked == Self.needs)
    }

    /// A block in no language is run, or marked, or a recipe's usage, which ``ExampleTests`` runs.
    @Test func everyCommandIsRunSomewhere() throws {
        for block in try Self.all() where block.need == nil {
            switch (block.page, block.language) {
            case (_, "lua"), (_, "toml"), ("get-started.md", "sh"), ("resuming.md", "sh"), ("repl.md", "sh"),
                ("check-data.md", "sh"), ("operations.md", "sh"), ("testing.md", "sh"), ("repl.md", "prompt"),
                ("more-than-one-machine.md", "sh"), (_, "text"):
                break
            case ("recipes.md", "usage"):
                let script = block.lines.first?.dropFirst("$ govscript run ".count).prefix { $0 != " " }
                #expect(ExampleTests.names.contains(String(script ?? "")), "\(block)")
            default:
                Issue.record("not run: \(block), language '\(block.language)'")
            }
        }
    }

    /// Runs blocks one after the other in one shell, where `govscript` is the command and the profile the sandbox.
    ///
    /// - Parameter before: Shell commands by the command that they have to come before.
    private func run(
        _ blocks: [Block], before: [String: String] = [:], setup: String = "", in scratch: ScratchFolder
    ) async throws {
        var script = """
            base=$PWD
            export GOVSCRIPT_LOG_FORMAT=plain GOVSCRIPT_STATE_DIR="$PWD/state" GOVSCRIPT_PROFILE=sandbox HOME=/nonexistent COLUMNS=80
            mkdir -p bin work && ln -s "\(Command.builtFolder)govscript" bin/govscript
            export PATH="$PWD/bin:$PATH"
            cd work
            \(setup)

            """
        let commands = blocks.flatMap { block in block.commands.map { (block, $0.command, $0.output) } }
        for (index, (_, command, _)) in commands.enumerated() {
            if let first = before.first(where: { command.hasPrefix($0.key) })?.value {
                script += "{ \(first)\n} >/dev/null 2>&1\n"
            }
            script += "{ \(command)\n} > \"$base/out\(index)\" 2>&1\necho $? > \"$base/status\(index)\"\n"
        }
        let result = try await Command.shell(["-c", script], in: scratch.path)
        #expect(result.output == "" && result.errors == "", "\(result.output)\(result.errors)")
        for (index, (block, command, output)) in commands.enumerated() {
            // How long a test took is another each time.
            let shown = try scratch.text("out\(index)").replacing(#/\(\d+\.\d{3} s\)/#, with: "(0.041 s)")
            if output.isEmpty {
                let status = try scratch.text("status\(index)")
                #expect(status == "0\n", "\(block.page): \(command)\n\(shown)")
            } else {
                #expect(shown == output.joined(separator: "\n") + "\n", "\(block.page): \(command)")
            }
        }
    }

    @Test func theTestOfTheGuidePasses() async throws {
        let scratch = ScratchFolder()
        let blocks = try Self.blocks(of: "testing.md")
        let test = try #require(blocks.first { $0.lines.first == "--- move_test.lua" })
        try scratch.folder("work")
        try scratch.file("work/move_test.lua", test.lines.joined(separator: "\n") + "\n")
        try await run(
            blocks.filter { $0.language == "sh" },
            setup: "govscript init . > /dev/null && rm first_test.lua", in: scratch)
    }

    @Test(.enabled(if: TestPostgres.isInstalled, "the package postgresql is not installed"))
    func severalMachinesAreSetUp() async throws {
        let server = try TestPostgres()
        try await run(
            Self.blocks(of: "more-than-one-machine.md").filter { $0.language == "sh" && $0.need == nil },
            before: [
                // Another machine's.
                "govscript runs    ":
                    "(export GOVSCRIPT_STATE_DIR=$base/other; uncertain; govscript run nightly.lua)"
            ],
            setup: """
                export GOVSCRIPT_PROFILE=production GOVSCRIPT_STATE='\(server.address)'
                echo "task.sleep(1)" > nightly.lua
                \(Self.job)
                """, in: ScratchFolder())
    }

    @Test func whatHappenedLastTuesday() async throws {
        try await run(
            Self.blocks(of: "operations.md").filter { $0.language == "sh" },
            setup: """
                echo "print(1)" > nightly.lua
                keyed="{ key = function(text) return text end }"
                echo "bulk.each('campaign', { 'Prog-17' }, print, $keyed)" > campaign.lua
                for script in campaign nightly; do govscript run $script.lua > /dev/null; done
                """, in: ScratchFolder())
    }

    @Test func theFirstFiveMinutes() async throws {
        let scratch = ScratchFolder()
        let blocks = try Self.blocks(of: "get-started.md")
        let publish = try #require(blocks.last { $0.language == "lua" })
        try await run(
            blocks.filter { $0.language == "sh" && $0.need == nil },
            before: [
                "govscript check first.lua": "sed -i 's/shortUrl =/shortUrll =/' first.lua",
                "govscript run --sandbox publish.lua":
                    "cat > publish.lua <<'PUBLISH'\n\(publish.lines.joined(separator: "\n"))\nPUBLISH",
            ], in: scratch)
    }

    /// A run with an item whose outcome is unknown, and one that is finished.
    ///
    /// A step that is killed in the middle and must not be repeated is uncertain from then on.
    private static let job = """
        cat > campaign.lua <<'JOB'
        bulk.each("campaign", { { slug = "apply" } }, function()
          return bulk.once("apply", function()
            fs.write("inside", "")
            while fs.exists("inside") do task.sleep(0.01) end
          end, { if_cut = "uncertain" })
        end, { key = "slug" })
        JOB
        uncertain() {
          govscript runs forget --force campaign
          rm -f inside
          govscript run campaign.lua & local run=$!
          until [ -e inside ]; do sleep 0.02; done
          kill -9 $run; wait $run
          rm -f inside
          govscript run campaign.lua
          true
        }
        finished() {
          govscript run campaign.lua & local run=$!
          until [ -e inside ]; do sleep 0.02; done
          rm -f inside; wait $run
        }
        """

    /// The commands about a run, with a run that has what they speak of: an item whose outcome is unknown.
    @Test func whatIsLeftOfARun() async throws {
        let scratch = ScratchFolder()
        try await run(
            try Self.blocks(of: "resuming.md").filter { $0.language == "sh" },
            before: [
                "govscript runs resolve campaign apply redo": "uncertain", "govscript runs forget campaign": "finished",
            ], setup: Self.job + "\n{ uncertain; } >/dev/null 2>&1", in: scratch)
    }

    /// The commands of the check, with files that have nothing but warnings.
    @Test func whatIsCheckedBeforeItIsPublished() async throws {
        let rows = "month,museum,visitors\\n" + (1...4).map { "2026-0\($0),A,\($0)\\n" }.joined()
        try await run(
            try Self.blocks(of: "check-data.md").filter { $0.language == "sh" },
            setup: "printf '\(rows)' | tee rows.csv > today.csv", in: ScratchFolder())
    }

    /// A session at the prompt, on a screen as wide as the page says.
    @Test func theSessionAtThePrompt() async throws {
        let scratch = ScratchFolder()
        let blocks = try Self.blocks(of: "repl.md")
        #expect(
            blocks.filter { $0.language == "sh" }.flatMap(\.commands).map(\.command) == ["govscript repl --sandbox"])
        let lines = try #require(blocks.first { $0.language == "prompt" }).lines
        let prompt = "sandbox go>"
        let environment = ["GOVSCRIPT_STATE_DIR": scratch("state"), "HOME": "/nonexistent"]
        let folder = scratch.path
        let rows = try await Program.aside {
            let screen = try Screen(
                "cd \(folder); \(Program.folder)govscript repl --sandbox; cat", columns: 80, rows: 24,
                environment: environment)
            try screen.expect(prompt)
            for line in lines where line.hasPrefix(prompt) {
                let before = try screen.rows().count
                try screen.type(line.dropFirst(prompt.count + 1) + "\n")
                let end = ContinuousClock.now + .seconds(30)
                while ContinuousClock.now < end {
                    let rows = try screen.rows()
                    if rows.count > before, rows.last == prompt { break }
                }
            }
            return try screen.rows()
        }
        func timeless(_ rows: some Sequence<String>) -> [String] {
            rows.map { $0.replacing(#/\d{4}-\d\d-\d\d \d\d:\d\d/#, with: "<time>") }
        }
        #expect(timeless(rows.drop { !$0.hasPrefix(prompt) }.dropLast()) == timeless(lines))
    }

    /// A configuration that the guide shows is one that is understood.
    @Test func theConfigurationIsUnderstood() async throws {
        let blocks = try Self.all().filter { $0.language == "toml" }
        #expect(!blocks.isEmpty)
        for block in blocks {
            let scratch = ScratchFolder()
            try scratch.file("config.toml", block.lines.joined(separator: "\n") + "\n")
            let result = try await Command.run(["config", "show", "--config", "config.toml"], in: scratch.path)
            #expect(result.status == 0, "\(block): \(result.errors)")
        }
    }
}
