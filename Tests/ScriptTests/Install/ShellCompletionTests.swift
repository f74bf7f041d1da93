import FoundationEssentials
import Glibc
import TerminalSupport
import TestSupport
import Testing

/// The completion scripts in the shells that they are for.
struct ShellCompletionTests {
    private static let scripts = URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "docs/completions").path()

    /// Lines with what may stand in the place of their last words.
    static let cases: [(line: String, words: [String])] = [
        ("govscript ru", ["run", "runs"]),
        ("govscript mig", ["migrate.lua"]),
        ("govscript run mig", ["migrate.lua"]),
        ("govscript run --sandbox my", ["my script.lua"]),
        ("govscript run migrate.lua l", ["links.csv"]),
        ("govscript run migrate.lua --sand", []),
        ("govscript run --sand", ["--sandbox"]),
        ("govscript --sand", ["--sandbox"]),
        ("govscript run --profile st", ["staging"]),
        ("govscript run --profile bu", ["bulk"]),
        ("govscript run --config a", ["app.toml"]),
        ("govscript runs re", ["resolve", "retry"]),
        ("govscript runs show ", ["a:b", "campaign", "publish 2026"]),
        ("govscript runs show pub", ["publish 2026"]),
        ("govscript runs resolve campaign KEY re", ["redo"]),
        ("govscript runs retry --kind un", ["uncertain", "unreachable"]),
        ("govscript check m", ["migrate.lua", "my script.lua"]),
        ("govscript check-data l", ["links.csv"]),
        ("govscript check-data links.csv --mode ap", ["append"]),
        ("govscript auth login go", ["go"]),
        ("govscript help links.crea", ["links.create"]),
        ("govscript repl --keys ", ["emacs", "vi"]),
        ("govscript init fold", ["folder"]),
    ]

    /// A folder with scripts, data, a profile and three runs, and the program on the search path.
    private static func scene() async throws -> ScratchFolder {
        let scratch = ScratchFolder()
        for name in ["migrate.lua", "my script.lua", "links.csv", "other.txt", "app.toml"] { try scratch.file(name) }
        try scratch.folder("folder")
        try scratch.folder("bin")
        scratch.link("bin/govscript", to: Command.builtFolder + "govscript")
        try scratch.folder("config/govscript")
        try scratch.file("config/govscript/config.toml", "[profiles.bulk]\nbased_on = \"staging\"\n")
        chmod(scratch("config/govscript/config.toml"), 0o600)
        for name in ["campaign", "publish 2026", "a:b"] {
            let code = "bulk.each('\(name)', { 'x' }, function() end)"
            let result = try await Command.run(["run", "--sandbox", "-e", code], in: scratch.path)
            #expect(result.status == 0, "\(result.errors)")
        }
        return scratch
    }

    private static func variables(_ scratch: ScratchFolder) -> [String: String] {
        [
            "PATH": scratch("bin") + ":/usr/bin:/bin", "HOME": scratch.path, "XDG_CONFIG_HOME": scratch("config"),
            "GOVSCRIPT_STATE_DIR": scratch("state"), "LC_ALL": "C.UTF-8",
        ]
    }

    /// Calls the function as bash does, with the words that bash makes of a line.
    @Test func bashCompletes() async throws {
        let scratch = try await Self.scene()
        try scratch.file(
            "try.bash",
            """
            source "$1/govscript.bash"
            shift
            for line; do
                COMP_LINE=$line COMP_POINT=${#line} COMPREPLY=() COMP_WORDS=()
                rest=$line
                while [[ $rest =~ ^([^\\ :=]+|[:=]|\\ +)(.*) ]]; do
                    [[ ${BASH_REMATCH[1]} == ' '* ]] || COMP_WORDS+=("${BASH_REMATCH[1]}")
                    rest=${BASH_REMATCH[2]}
                done
                [[ $line != *' ' ]] || COMP_WORDS+=('')
                COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
                _govscript
                printf '%s\\n' "${COMPREPLY[@]}" | sed 's/\\\\//g' | LC_ALL=C sort | paste -sd '|'
            done
            """)
        let more = [
            ("govscript run --profile=st", ["staging"]), ("govscript run --config=a", ["app.toml"]),
            ("govscript runs show a:", ["b"]), ("govscript runs show \"pub", ["publish 2026"]),
        ]
        let all = Self.cases.map { ($0.line, $0.words) } + more
        let result = try await ChildProcess(
            "/bin/bash", ["try.bash", Self.scripts] + all.map(\.0), in: scratch.path,
            environment: Self.variables(scratch)
        ).runAside()
        let answers = result.output.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        for ((line, words), answer) in zip(all, answers) {
            #expect(answer == words.joined(separator: "|"), "\(line)")
        }
        #expect(answers.count == all.count + 1)
        #expect(result.errors == "")
    }

    /// In a bash that somebody types at.
    @Test func bashCompletesOnATerminal() async throws {
        let scratch = try await Self.scene()
        try scratch.file("rc", "PS1='ready> '\nsource '\(Self.scripts)/govscript.bash'\n")
        try await type(
            "/bin/bash --noprofile --rcfile rc -i", in: scratch,
            [
                ("govscript run mig\t", "ready> govscript run migrate.lua #"),
                ("govscript runs show pub\t", "ready> govscript runs show publish\\ 2026 #"),
                ("govscript runs show a:\t", "ready> govscript runs show a:b #"),
                ("govscript run --profile=st\t", "ready> govscript run --profile=staging #"),
                ("govscript check my\t", "ready> govscript check my\\ script.lua #"),
            ])
    }

    @Test(.enabled(if: access("/usr/bin/zsh", X_OK) == 0, "needs the Debian package zsh"))
    func zshCompletes() async throws {
        let scratch = try await Self.scene()
        try scratch.file(
            ".zshrc",
            """
            PS1='ready> '
            fpath=('\(Self.scripts)' $fpath)
            autoload -U compinit
            compinit -u -D
            """)
        try await type(
            "/usr/bin/zsh -i", in: scratch,
            [
                ("govscript run mig\t", "ready> govscript run migrate.lua #"),
                ("govscript runs show pub\t", "ready> govscript runs show publish\\ 2026 #"),
                ("govscript run --profile=st\t", "ready> govscript run --profile=staging #"),
                ("govscript --sand\t", "ready> govscript --sandbox #"),
                ("govscript runs resolve campaign KEY re\t", "ready> govscript runs resolve campaign KEY redo #"),
                ("govscript help links.crea\t", "ready> govscript help links.create #"),
                ("govscript check-data l\t", "ready> govscript check-data links.csv #"),
                ("govscript init fold\t", "ready> govscript init folder/#"),
                ("govscript run migrate.lua --profile\t", "ready> govscript run migrate.lua --profile#"),
            ])
    }

    @Test(.enabled(if: access("/usr/bin/fish", X_OK) == 0, "needs the Debian package fish"))
    func fishCompletes() async throws {
        let scratch = try await Self.scene()
        try scratch.file(
            "try.fish",
            """
            source $argv[1]/govscript.fish
            for line in $argv[2..]
                complete -C"$line" | cut -f1 | string trim -r -c / | LC_ALL=C sort | paste -sd '|'
            end
            """)
        let result = try await ChildProcess(
            "/usr/bin/fish", ["--no-config", "try.fish", Self.scripts] + Self.cases.map(\.line), in: scratch.path,
            environment: Self.variables(scratch)
        ).runAside()
        let answers = result.output.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        for ((line, words), answer) in zip(Self.cases, answers) {
            #expect(answer == words.joined(separator: "|"), "\(line)")
        }
        #expect(answers.count == Self.cases.count + 1, "\(result.output)")
        #expect(result.errors == "")
    }

    /// Types lines and a mark at a shell, each at a prompt of its own, and waits for what the screen shows then.
    private func type(
        _ shell: String, in scratch: ScratchFolder, _ lines: [(typed: String, shown: String)]
    ) async throws {
        let variables = Self.variables(scratch)
        let folder = scratch.path
        try await Program.aside {
            let screen = try Screen("cd \(folder); \(shell)", columns: 100, rows: 40, environment: variables)
            try screen.expect("ready>")
            for (typed, shown) in lines {
                // The mark is read when the completion has ended; Ctrl-C before that would be its error.
                try screen.type(typed + "#")
                try screen.expect(shown)
                // Ctrl-C: the line is dropped.
                try screen.type("\u{3}")
                try screen.expect("ready>")
            }
        }
    }

    /// Names are listed without opening journals or the network, and a line break would make two of one.
    @Test func namesAreListedOnePerLine() async throws {
        let scratch = ScratchFolder()
        let code = "bulk.each('two\\nlines', { 'x' }, function() end)"
        _ = try await Command.run(["run", "--sandbox", "-e", code], in: scratch.path)
        let runs = try await Command.run(["__complete", "runs"], in: scratch.path)
        #expect(runs.status == 0)
        #expect(runs.output + runs.errors == "")
        let profiles = try await Command.run(["__complete", "profiles"], in: scratch.path)
        #expect(profiles.output == "production\nstaging\nsandbox\n")
        let broken = ["GOVSCRIPT_STATE_DIR": "/nonexistent/state", "GOVSCRIPT_CONFIG": "/nonexistent.toml"]
        let nothing = try await Command.run(["__complete", "runs"], in: scratch.path, environment: broken)
        #expect(nothing.status == 0)
        #expect(nothing.output + nothing.errors == "")
    }
}
