import FoundationEssentials
import Glibc
import TestSupport
import Testing

/// `govscript schedule`, with the system's own crontab, cron daemon and systemd-analyze.
///
/// Everything happens in a view of the file system of its own: the machine's crontabs and units are not touched.
struct ScheduleTests {
    private let scratch = ScratchFolder()

    private static let canRun: Bool = {
        guard getuid() == 0, access("/usr/sbin/cron", X_OK) == 0, access("/usr/bin/unshare", X_OK) == 0 else {
            return false
        }
        let probe = try? ChildProcess("/usr/bin/unshare", ["-m", "/bin/true"], environment: [:]).run()
        return probe?.status == 0
    }()

    private static let view = """
        set -e
        mount --make-rprivate /
        for place in /var/spool/cron/crontabs /etc/cron.d /run /etc/systemd/system; do
          mkdir -p "$place"; mount -t tmpfs tmpfs "$place"
        done
        chgrp crontab /var/spool/cron/crontabs; chmod 1730 /var/spool/cron/crontabs
        mount --bind /dev/null /etc/crontab 2>/dev/null || true
        export HOME=/nonexistent GOVSCRIPT_STATE_DIR="$PWD/state"
        gov() { "\(Command.builtFolder)govscript" "$@"; }
        set +e

        """

    private func shell(_ script: String) async throws -> ChildProcess.Result {
        try await ChildProcess(
            "/usr/bin/unshare", ["-m", "/bin/bash", "-c", Self.view + script], in: scratch.path,
            environment: ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin"]
        ).runAside()
    }

    private static let others = "# mine\nMAILTO=ops@example.gov.sg\n\n\t5 4 * * *  echo 'x'   \n"

    @Test(.enabled(if: canRun, "needs root, the Debian package cron, and unshare -m"))
    func otherEntriesStayByteForByte() async throws {
        try scratch.file("others", Self.others)
        try scratch.file("job.lua", "print(1)")
        let result = try await shell(
            """
            crontab others; crontab -l > before
            gov schedule add nightly --at "daily 02:30" --profile sandbox job.lua a 'b c'; echo "add $?"
            crontab -l > with
            gov schedule add nightly --at "weekdays 06:00" job.lua >/dev/null; crontab -l > changed
            gov schedule; gov schedule show nightly > shown; gov schedule list --json > json
            gov schedule remove nightly; crontab -l > after
            gov schedule remove nightly; echo "again $?"
            gov schedule
            """)
        #expect(try scratch.text("before") == Self.others)
        #expect(try scratch.text("after") == Self.others)
        let with = try scratch.text("with")
        #expect(with.hasPrefix(Self.others))
        #expect(
            with.contains("30 2 * * * cd \(scratch.path) && GOVSCRIPT_STATE_DIR=\(scratch.path)/state /"), "\(with)")
        #expect(with.contains(" run --schedule nightly --profile sandbox --log-file \(scratch.path)/nightly.log "))
        #expect(with.contains(" --lock \(scratch.path)/job.lua a 'b c'\n"))
        #expect(try scratch.text("changed").components(separatedBy: "# govscript schedule").count == 2)
        #expect(result.output.contains("add 0\n"), "\(result.output)\(result.errors)")
        #expect(result.output.contains("nightly: next 5 starts\n"))
        #expect(result.output.contains("not started yet"))
        #expect(result.output.contains("again 64\n"))
        #expect(result.output.hasSuffix("There are no schedules. Add one: govscript schedule add\n"))
        #expect(result.errors.hasPrefix("error: there is no schedule nightly\n"), "\(result.errors)")
        #expect(try scratch.text("shown").contains("0 6 * * 1-5 cd "))
        #expect(try scratch.text("json").contains("\"late\" : false"))
    }

    @Test(.enabled(if: canRun, "needs root, the Debian package cron, and unshare -m"))
    func nothingIsWrittenWhereItIsOnlyShown() async throws {
        try scratch.file("job.lua", "print(1)")
        let result = try await shell(
            """
            gov schedule add nightly --at "daily 02:30" --zone Asia/Kathmandu --print job.lua
            gov schedule add nightly --at "daily 02:30" --systemd --print job.lua >/dev/null
            crontab -l; ls /etc/systemd/system
            gov schedule add nightly --at "dayly 02:30" job.lua; echo "words $?"
            gov schedule add nightly --at "daily 02:30" --zone Nowhere/Land job.lua; echo "zone $?"
            gov schedule add nightly --at "2020-01-01 02:30" job.lua; echo "over $?"
            gov schedule add nightly --at "daily 02:30" --run "--no-such-option" job.lua; echo "options $?"
            gov schedule add nightly --at "daily 02:30" none.lua; echo "file $?"
            gov schedule add 'a b' --at "daily 02:30" job.lua; echo "name $?"
            crontab -l
            """)
        for line in ["words 64", "zone 64", "over 64", "options 64", "file 66", "name 64"] {
            #expect(result.output.contains(line + "\n"), "\(result.output)\(result.errors)")
        }
        #expect(result.output.contains("\n45 * * * * cd "), "\(result.output)")
        #expect(result.output.contains(" --only-at 'daily 02:30 Asia/Kathmandu' "))
        #expect(result.errors.components(separatedBy: "no crontab for").count == 3, "\(result.errors)")
        #expect(result.errors.contains("did you mean 'daily'?"))
    }

    /// Neither cron nor systemd gives the program anything of the shell in which a schedule was added.
    @Test(.enabled(if: canRun, "needs root, the Debian package cron, and unshare -m"))
    func whatTheRunNeedsIsPassedOnOrRefused() async throws {
        try scratch.file("job.lua", "print(os.getenv('GOVSCRIPT_GO_RATE'))")
        try scratch.file("key", "live_v1_0123456789")
        let result = try await shell(
            """
            add() { gov schedule add nightly --at "daily 02:30" "$@" job.lua; }
            export GOVSCRIPT_GO_RATE=3 GOVSCRIPT_CONFIG= https_proxy=http://proxy.example.gov.sg:3128
            GOVSCRIPT_GO_API_KEY_FILE=key GOVSCRIPT_CA_FILE=ca.pem add --print | grep '^30 2'
            GOVSCRIPT_GO_API_KEY_FILE=key add --systemd --print | grep '^Environment'
            GOVSCRIPT_GO_API_KEY=live_v1_0123456789 add; echo "key $?"
            GOVSCRIPT_GO_API_KEY=live_v1_0123456789 add --profile sandbox --print >/dev/null; echo "sandbox $?"
            GOVSCRIPT_GO_API_KEY=live_v1_0123456789 add --run --sandbox --print >/dev/null; echo "sandbox $?"
            export GOVSCRIPT_GO_API_KEY=live_v1_0123456789
            add --systemd --credential go_api_key:key --print >/dev/null; echo "credential $?"
            unset GOVSCRIPT_GO_API_KEY
            https_proxy=http://me:secret@proxy:3128 add; echo "proxy $?"
            add --profile nowhere; echo "profile $?"
            crontab -l
            add --profile sandbox >/dev/null; unset GOVSCRIPT_GO_RATE; gov schedule run nightly; tail -1 nightly.log
            """)
        let proxy = "https_proxy=http://proxy.example.gov.sg:3128"
        let folder = scratch.path
        #expect(
            result.output.contains(
                "GOVSCRIPT_STATE_DIR=\(folder)/state GOVSCRIPT_CA_FILE=\(folder)/ca.pem "
                    + "GOVSCRIPT_GO_API_KEY_FILE=\(folder)/key GOVSCRIPT_GO_RATE=3 \(proxy) /"), "\(result.output)")
        #expect(result.output.contains("\nEnvironment=GOVSCRIPT_GO_API_KEY_FILE=\(folder)/key\n"))
        #expect(result.output.contains("\nEnvironment=\(proxy)\n"))
        for line in ["key 64", "sandbox 0", "credential 0", "proxy 78", "profile 64"] {
            #expect(result.output.contains("\n\(line)\n"), "\(line): \(result.output)\(result.errors)")
        }
        #expect(
            result.errors.contains(
                "cron would start the script without it; here it is from GOVSCRIPT_GO_API_KEY"
            ), "\(result.errors)")
        #expect(result.errors.contains("no crontab for") && !result.errors.contains("secret"))
        #expect(result.output.hasSuffix(" INFO  3\n"), "\(result.output)\(result.errors)")
    }

    private static let canAnalyze = access("/usr/bin/systemd-analyze", X_OK) == 0

    /// The calendar and the units, in the eyes of systemd itself.
    @Test(.enabled(if: canRun && canAnalyze, "needs root, unshare -m, and the Debian package systemd"))
    func systemdTakesTheUnits() async throws {
        try scratch.file("job.lua", "print(1)")
        let result = try await shell(
            #"""
            add() { gov schedule add "$@" --systemd --print --run "--timeout 2h" --jitter 5m \
              --credential datagov_api_key:/etc/hosts "$PWD/job.lua" 'out %d $HOME "x"'; }
            for at in "daily 02:30" "weekdays 06:00" "every 15 minutes" "every 2 hours at :10" "fri-mon 09:00" \
              "monthly on 1 at 03:00" "yearly on 29 february at 03:00" "0 0 1,15 * mon-fri" "5 4 * 1-3 sun"; do
              add job --at "$at" --zone America/New_York > units || echo "refused: $at"
              grep '^OnCalendar=' units | sed 's/OnCalendar=//' | while read -r event; do
                systemd-analyze calendar "$event" >/dev/null || echo "no event: $event"
              done
              sed -n '/^\[Unit\]/,$p' units | sed -n '/^# .*timer$/q;p' > govscript-job.service
              sed -n '/^# .*timer$/,$p' units > govscript-job.timer
              systemd-analyze verify ./govscript-job.timer ./govscript-job.service 2>&1
            done
            """#)
        // What this machine's other units say is not ours.
        let complaints = (result.output + result.errors).split(separator: "\n").filter {
            $0.contains("govscript") || $0.contains("no event") || $0.contains("refused")
        }
        #expect(complaints == [], "\(complaints)")
        let service = try scratch.text("govscript-job.service")
        #expect(service.contains(#""out %%d $$HOME \"x\"""#))
        #expect(service.contains("StateDirectory=") == false || service.contains("GOVSCRIPT_STATE_DIR="))
    }

    /// Both agree about the next times, but for what clocks skip.
    @Test(
        .enabled(if: canRun && canAnalyze, "needs root, unshare -m, and the Debian package systemd"),
        arguments: ["weekdays 06:00", "every 30 minutes", "monthly on 1 at 03:00", "0 0 1,15 * mon-fri"])
    func theNextTimesAreThoseOfSystemd(_ at: String) async throws {
        try scratch.file("job.lua", "print(1)")
        let result = try await shell(
            """
            gov schedule add job --at "\(at)" --zone Europe/London --systemd --print job.lua > units
            sed -n 's/^  \\(... ....-..-.. ..:..\\) .*/\\1/p' units | head -5 > ours
            grep '^OnCalendar=' units | sed 's/OnCalendar=//' | while read -r event; do
              TZ=Europe/London systemd-analyze calendar --iterations=5 "$event"
            done | grep -oE '(Next elapse|Iter. #.): .*' | grep -oE '[A-Z][a-z][a-z] 20[-0-9]+ [0-9]+:[0-9]+' \\
              | sort -k2 -u | head -5 > theirs
            diff ours theirs
            """)
        #expect(result.status == 0, "\(result.output)\(result.errors)")
        #expect(try scratch.text("ours").split(separator: "\n").count == 5)
    }

    /// Three starts of the daemon: one that hangs, one that is refused, and one that finishes what was killed.
    ///
    /// Takes up to four minutes, because cron starts jobs at full minutes only.
    @Test(.enabled(if: canRun, "needs root, the Debian package cron, and unshare -m"))
    func underTheDaemonItRunsIsRefusedAndSurvives() async throws {
        try scratch.file(
            "job.lua",
            """
            local report = bulk.each("night", { { k = "a" }, { k = "b" } }, function(item)
              if item.k == "b" and not fs.exists("go") then
                fs.write("hangs", "")
                while not fs.exists("go") do task.sleep(0.05) end
              end
              return links.create("https://www.example.gov.sg/" .. item.k, { shortUrl = "night-" .. item.k }).shortUrl
            end, { key = "k", workers = 1 })
            print("night", report.done, report.before)
            """)
        let result = try await shell(
            """
            gov schedule add night --at "every minute" --profile sandbox job.lua >/dev/null || exit 1
            /usr/sbin/cron -f & cron=$!
            wait_for() { for _ in $(seq 1400); do eval "$1" && return; sleep 0.1; done; echo "never: $1"; }
            wait_for '[ -e hangs ]'
            wait_for 'grep -q "already running" night.log'
            pid=$(grep -o 'process [0-9]*' night.log | head -1 | cut -d' ' -f2)
            kill -9 $pid; touch go
            wait_for 'grep -q "INFO  night" night.log'
            wait_for 'gov schedule history night | grep -q done'
            gov schedule history night; gov schedule list --json
            kill $cron; cat night.log
            """)
        let words = "\(result.output)\(result.errors)"
        #expect(!result.output.contains("never: "), "\(words)")
        #expect(result.output.contains("killed") && result.output.contains("done"), "\(words)")
        #expect(
            result.output.contains(#/ERROR .*job.lua is already running: process \d+ .*; 1 start was skipped/#),
            "\(words)")
        #expect(result.output.contains(#/20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d.\d\d:\d\d INFO  night\\t1\\t1/#), "\(words)")
    }

    @Test(.enabled(if: canRun, "needs root, the Debian package cron, and unshare -m"))
    func aDateIsOneStart() async throws {
        try scratch.file("job.lua", "print('ran')")
        let result = try await shell(
            """
            crontab - <<< "1 1 1 1 * mine"
            gov schedule add move --at "2099-12-01 02:00" --once --profile sandbox job.lua
            gov schedule show move | head -1
            eval "$(crontab -l | grep -o 'cd .*')"; echo "not yet $?"
            ls move.log 2>/dev/null
            gov schedule run move; echo "now $?"
            crontab -l
            """)
        #expect(
            result.output.hasSuffix(
                "not yet 0\nmove: exit code 0; log: \(scratch.path)/move.log\nnow 0\n1 1 1 1 * mine\n"),
            "\(result.output)\(result.errors)")
        #expect(try scratch.text("move.log").hasSuffix(" INFO  ran\n"))
    }
}
