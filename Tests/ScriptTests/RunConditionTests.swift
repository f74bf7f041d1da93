import TestSupport
import Testing

/// When `run` refuses, waits, tries again, and what it asks of a run that ended in order.
struct RunConditionTests {
    private let scratch = ScratchFolder()

    /// Starts `job.lua`, which waits for the file `go`, and does `meanwhile` as soon as it runs.
    private func shell(_ meanwhile: String, options: String = "") async throws -> ChildProcess.Result {
        try scratch.file(
            "job.lua", "fs.write('runs', '') while not fs.exists('go') do task.sleep(0.01) end print('ran')")
        let script = """
            export HOME=/nonexistent GOVSCRIPT_STATE_DIR="$PWD/state" GOVSCRIPT_LOG_FORMAT=plain TZ=Asia/Singapore
            govscript() { "\(Command.builtFolder)govscript" "$@"; }
            "\(Command.builtFolder)govscript" run --sandbox \(options) job.lua & first=$!
            until [ -e runs ]; do sleep 0.02; done
            \(meanwhile)
            touch go
            wait $first
            echo "first $?"
            """
        return try await Command.shell(["-c", script], in: scratch.path)
    }

    @Test func aSecondStartIsRefusedAndCounted() async throws {
        let result = try await shell(
            """
            cp job.lua other.lua; touch go2
            for _ in 1 2; do govscript run --sandbox job.lua; echo "second $?"; done
            (mkdir -p sub; cd sub; GOVSCRIPT_STATE_DIR=../state govscript run --sandbox ../job.lua; echo "by another path $?")
            """)
        #expect(result.output == "second 75\nsecond 75\nby another path 75\nran\nfirst 0\n", "\(result.errors)")
        let lines = result.errors.split(separator: "\n").filter { $0.hasPrefix("error") }
        let form =
            #/error: (\.\./)?job.lua is already running: process \d+ \(govscript run job.lua\), since 20\d\d-\d\d-\d\d \d\d:\d\d:\d\d \+08:00; (.*) skipped since then/#
        let counts = try lines.map { try #require(try form.wholeMatch(in: $0)).output.2 }
        #expect(counts == ["1 start was", "2 starts were", "3 starts were"], "\(result.errors)")
    }

    @Test func whatIsAnotherRunIsNotRefused() async throws {
        let result = try await shell(
            """
            cp job.lua other.lua
            { sleep 0.2; touch go; } &
            govscript run --sandbox --no-lock job.lua; echo "unlocked $?"
            rm -f go; { sleep 0.2; touch go; } &
            govscript run --sandbox other.lua; echo "other $?"
            govscript run --sandbox --dry-run job.lua; echo "dry $?"
            govscript run --profile production -e 'print(1)'; echo "code $?"
            govscript run --profile production job.lua; echo "profile $?"
            """)
        let expected = ["ran", "unlocked 0", "ran", "other 0", "ran", "dry 0", "1", "code 0", "ran", "profile 0"]
        let lines = result.output.split(separator: "\n").map(String.init)
        for line in expected { #expect(lines.contains(line), "\(result.output)\(result.errors)") }
        #expect(!lines.contains { $0.hasSuffix(" 75") })
    }

    @Test func theEndOfTheOtherMayBeWaitedFor() async throws {
        let result = try await shell(
            """
            govscript run --sandbox --wait-lock 0.2 job.lua; echo "impatient $?"
            { sleep 0.3; touch go; } &
            govscript run --sandbox --wait-lock 60s job.lua; echo "patient $?"
            """)
        #expect(result.output.contains("impatient 75\n"), "\(result.errors)")
        #expect(result.output.contains("patient 0\n"), "\(result.errors)")
    }

    @Test func aKilledScriptLeavesNoLock() async throws {
        let result = try await shell("kill -9 $first; wait $first; touch go; govscript run --sandbox job.lua; echo $?")
        #expect(result.output == "ran\n0\nfirst 137\n", "\(result.errors)")
    }

    /// Without a state directory nothing can be sent; a script that sends nothing needs none.
    @Test func byDefaultAScriptRunsWhereThereCanBeNoLock() async throws {
        try scratch.file("plain.lua", "print(1)")
        let nowhere = ["GOVSCRIPT_STATE_DIR": "/proc/none"]
        let plain = try await Command.run(["run", "plain.lua"], in: scratch.path, environment: nowhere)
        #expect(plain.status == 0 && plain.output == "1\n", "\(plain.errors)")
        let locked = try await Command.run(["run", "--lock", "plain.lua"], in: scratch.path, environment: nowhere)
        #expect(locked.status == 78 || locked.status == 77, "\(locked.errors)")
    }

    @Test(arguments: [(75, 3), (69, 3), (1, 1), (3, 1), (0, 1)])
    func temporaryFailuresAreTriedAgain(_ code: Int, _ starts: Int) async throws {
        try scratch.file(
            "job.lua",
            "fs.write('starts', (fs.exists('starts') and fs.read('starts') or '') .. 'x') os.exit(\(code))")
        let result = try await Command.run(
            ["run", "--retries", "2", "--retry-pause", "0", "job.lua"], in: scratch.path)
        #expect(result.status == Int32(code), "\(result.errors)")
        #expect(try scratch.text("starts").count == starts)
        #expect(result.errors.contains("exit code \(code); starting again") == (starts > 1), "\(result.errors)")
    }

    @Test func aRetryMaySucceed() async throws {
        let code = """
            if not fs.exists("second") then fs.write("second", "") os.exit(69) end
            links.create("https://www.example.gov.sg/a", { shortUrl = "second-try" }) print("done")
            """
        try scratch.file("job.lua", code)
        let result = try await Command.run(
            [
                "run", "--sandbox", "--retries", "1", "--retry-pause", "0", "--expect", "created=1,duration<1h",
                "job.lua",
            ],
            in: scratch.path)
        #expect(result.status == 0 && result.output == "done\n", "\(result.errors)")
    }

    @Test func aSignalEndsThePauseBeforeARetry() async throws {
        let script = """
            export HOME=/nonexistent GOVSCRIPT_STATE_DIR="$PWD/state" GOVSCRIPT_LOG_FORMAT=plain
            "\(Command.builtFolder)govscript" run --retries 1 --retry-pause 500s -e 'os.exit(75)' 2>errors & run=$!
            until grep -q 'starting again' errors; do sleep 0.02; done
            kill -TERM $run; wait $run; echo $?
            """
        let result = try await Command.shell(["-c", script], in: scratch.path)
        #expect(result.output == "143\n", "\(result.errors)")
    }

    private static let create = "links.create('https://www.example.gov.sg/a', { shortUrl = 'a-1' })"
    private static let items = "bulk.each('r', { { k = 'a' } }, function() return 1 end, { key = 'k' })"
    private static let failing = "bulk.each('f', { { k = 'a' } }, function() error('no') end, { key = 'k' })"

    private static let asked: [([String], String, Int32)] = [
        (["--fail-if-nothing"], "print(1)", 4), (["--fail-if-nothing"], create, 0),
        (["--fail-if-nothing"], items, 0), (["--fail-if-nothing"], "error('x')", 1),
        (["--fail-if-nothing"], failing, 3),
        (["--expect", "created>=1,failed=0"], create, 0), (["--expect", "created>=2"], create, 5),
        (["--expect", "failed=0"], failing, 5), (["--expect", "failed<2"], failing, 3),
        (["--expect", "done=1", "--expect", "writes=0"], items, 0), (["--expect", "duration<0"], "print(1)", 5),
        (["--expect", "created=1"], "error('x')", 1), (["--expect", "nothing"], "", 64), (["--retries", "-1"], "", 64),
        (["--no-lock", "--wait-lock", "1"], "", 64),
    ]

    @Test(arguments: asked)
    func whatIsAskedOfARunDecidesItsCode(_ options: [String], _ code: String, _ status: Int32) async throws {
        let result = try await Command.run(["run", "--sandbox"] + options + ["-e", code], in: scratch.path)
        #expect(result.status == status, "\(result.errors)")
        #expect(status == 0 || result.errors != "")
    }

    @Test func aSecondStartThatDoesNothingSaysSo() async throws {
        for status: Int32 in [0, 4] {
            let result = try await Command.run(
                ["run", "--sandbox", "--fail-if-nothing", "-e", Self.items], in: scratch.path)
            #expect(result.status == status, "\(result.errors)")
        }
    }

    @Test func whatWasNotMetIsListed() async throws {
        let result = try await Command.run(
            ["run", "--sandbox", "--expect", "created>=1,failed=0,updated=2", "-e", ""], in: scratch.path)
        #expect(
            result.errors == """
                error: 2 expectations were not met
                  - ✗ created>=1: it was 0
                  - ✗ updated=2: it was 0

                """)
    }

    /// As cron and systemd start it: no terminal, and nothing in the environment.
    @Test func nothingOfTheEnvironmentIsNeeded() async throws {
        try scratch.file("job.lua", "print('runs', #os.date())")
        let script = """
            cd "\(scratch.path)"
            env -i "\(Command.builtFolder)govscript" run --sandbox job.lua </dev/null
            """
        // The home that the system has for this user is not this test's to write to.
        let view = "mount -t tmpfs tmpfs \"$(getent passwd \"$(id -u)\" | cut -d: -f6)\" && " + script
        let result = try await ChildProcess(
            "/usr/bin/unshare", ["-m", "/bin/bash", "-c", view], environment: ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin"]
        ).runAside()
        guard !result.errors.contains("unshare") else { return }
        #expect(result.output.hasPrefix("runs\t"), "\(result.errors)")
        #expect(result.status == 0)
    }
}
