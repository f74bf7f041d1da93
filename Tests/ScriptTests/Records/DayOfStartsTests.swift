import ApiEmulator
import FoundationEssentials
import TestSupport
import Testing

/// A day of jobs with faults and kills, by a clock that is set forward between the starts of the real command.
struct DayOfStartsTests {
    private let scratch = ScratchFolder()

    private static let isLong = ProcessInfo.processInfo.environment["GOVSCRIPT_CHAOS"] == "1"
    /// Of the job, each with starts of something else after it.
    private static let jobs = isLong ? 144 : 12
    private static let items = 12

    private static let compiler = ["cc", "gcc", "clang"].map { "/usr/bin/" + $0 }
        .first { FileManager.default.isExecutableFile(atPath: $0) }
    private static let canRun = compiler != nil && FileManager.default.isExecutableFile(atPath: "/usr/bin/time")

    /// Sets the clock of a process forward; what measures spans goes as always.
    ///
    /// faketime(1) would move the environment, by which Swift finds the program's arguments.
    private static let clock = """
        #define _GNU_SOURCE
        #include <stdlib.h>
        #include <sys/syscall.h>
        #include <sys/time.h>
        #include <time.h>
        #include <unistd.h>
        static long ahead;
        __attribute__((constructor)) static void start(void) { ahead = atol(getenv("AHEAD")); }
        int clock_gettime(clockid_t id, struct timespec *t) {
            long result = syscall(SYS_clock_gettime, id, t);
            if (!result && id == CLOCK_REALTIME) t->tv_sec += ahead;
            return (int)result;
        }
        int gettimeofday(struct timeval *restrict t, void *restrict zone) {
            struct timespec now;
            (void)zone;
            clock_gettime(CLOCK_REALTIME, &now);
            t->tv_sec = now.tv_sec;
            t->tv_usec = now.tv_nsec / 1000;
            return 0;
        }
        time_t time(time_t *t) {
            struct timespec now;
            clock_gettime(CLOCK_REALTIME, &now);
            if (t) *t = now.tv_sec;
            return now.tv_sec;
        }

        """

    private static let faults = "go:503-after=2%,go:drop-after=2%,go:drop-before=2%,go:truncated-json=2%"

    /// Starts the job at equal distances, kills every fourth and starts it again; between them come other starts, so
    /// that there are enough of them for the records to be tidied.
    private static let day = """
        export TZ=UTC HOME=/nonexistent GOVSCRIPT_STATE_DIR="$PWD/state" GOVSCRIPT_CONFIG="$PWD/config.toml"
        start() {
          local peaks=$1; shift
          local ahead=$(($(date -d "$moment" +%s) - $(date +%s)))
          /usr/bin/time -q -a -o "$peaks" -f %M env LD_PRELOAD="$PWD/clock.so" AHEAD="$ahead" "$GOV" "$@"
        }
        job() {
          start "$1" run --log-file night.log --log-max-size 16K --log-max-age 6h --log-keep 3 --log-level script=debug \\
            job.lua "$2" >> output 2>> errors
        }
        "$CC" -shared -fPIC -O1 -o clock.so clock.c || exit 1
        moment="2026-11-28 00:00:00"
        GOVSCRIPT_CRASH=answered:2 job rest left; echo "left $?"
        for number in $(seq 0 $((JOBS - 1))); do
          minute=$((number * 1440 / JOBS))
          moment=$(printf '2026-11-28 %02d:%02d:00' $((minute / 60)) $((minute % 60)))
          if [ $((number % 4)) = 1 ]; then
            GOVSCRIPT_CRASH=answered:3 job rest "$number"; echo "kill $?"
          fi
          job peaks "$number"; echo "job $?"
          for _ in 1 2 3 4 5 6; do start rest run -e 'print(1)' > /dev/null 2>> errors || echo "other $?"; done
        done
        moment="2026-11-28 23:59:59"
        ls night.log* > logs; ls state/starts | grep -c done > files
        start rest runs --json > runs.json
        """

    @Test(.enabled(if: canRun, "needs a C compiler and the Debian package time"))
    func aDayStaysFlatAndLosesNothing() async throws {
        try scratch.file("clock.c", Self.clock)
        try scratch.file("config.toml", "keep_records = \"6h\"\nkeep_runs = \"6h\"\n")
        try scratch.file(
            "job.lua",
            """
            local keys = {}
            for number = 1, \(Self.items) do keys[number] = "night-" .. args[1] .. "-" .. number end
            bulk.each("night-" .. args[1], keys, function(key)
              for _ = 1, 4 do log.debug(key .. (" of the night"):rep(6)) end
              return links.create("https://www.example.gov.sg/" .. key, { shortUrl = key })
            end, { key = function(key) return key end, workers = 4 })
            """)
        var configuration = EmulatorConfiguration()
        configuration.rate = 0
        configuration.seed = 24
        configuration.faults = try Faults(Self.faults)
        try await EmulatorServer.serving(configuration) { server, access in
            let variables = access.variables.merging([
                "PATH": "/usr/bin:/bin", "CC": Self.compiler ?? "", "JOBS": "\(Self.jobs)",
                "GOV": Command.builtFolder + "govscript",
            ]) { $1 }
            let day = try await ChildProcess(
                "/bin/bash", ["-c", Self.day], in: scratch.path, environment: variables
            ).runAside()
            expectAllEnded(day)
            expectNothingLost(server)
        }
        try expectFlatMemory()
        try expectRotatedLogs()
        try expectPruned()
    }

    private func expectAllEnded(_ day: ChildProcess.Result) {
        let lines = day.output.split(separator: "\n")
        let wrong = lines.filter { !["left 137", "kill 137", "job 0", "job 3"].contains($0) }
        #expect(wrong == [], "\((try? scratch.text("errors")) ?? "")\(day.errors)")
        #expect(lines.count { $0.hasPrefix("job ") } == Self.jobs)
    }

    private func expectNothingLost(_ server: EmulatorServer) {
        let wanted = (0..<Self.jobs).flatMap { job in (1...Self.items).map { "night-\(job)-\($0)" } }
        let made = server.ledger.creates.map(\.shortUrl).filter { !$0.hasPrefix("night-left-") }
        #expect(made.sorted() == wanted.sorted())
    }

    /// The highest use of the starts of the last third is that of the second, give or take a twentieth.
    private func expectFlatMemory() throws {
        let peaks = try scratch.text("peaks").split(separator: "\n").compactMap { Int($0) }
        #expect(peaks.count == Self.jobs)
        func median(_ part: ArraySlice<Int>) -> Int { part.sorted()[part.count / 2] }
        let third = peaks.count / 3
        let (before, after) = (median(peaks[third..<(2 * third)]), median(peaks.suffix(third)))
        #expect(Double(after) <= Double(before) * 1.05, "\(peaks)")
    }

    private func expectRotatedLogs() throws {
        let names = try scratch.text("logs").split(separator: "\n").map(String.init)
        #expect(names.count == 4, "the log and the three that are kept: \(names)")
        for name in names {
            let text = try scratch.text(name)
            #expect(text.utf8.count <= 20 << 10, "\(name)")
            let undated = text.split(separator: "\n").filter { !$0.hasPrefix("2026-11-28T") }
            #expect(undated == [], "\(name)")
        }
        #expect(try scratch.text("night.log").contains("night-\(Self.jobs - 1)-"))
    }

    /// Of records and runs what is older than the policy goes, but for a run that is not finished.
    private func expectPruned() throws {
        let runs = try scratch.text("runs.json")
        #expect(runs.contains("night-left"), "\(runs)")
        #expect(!runs.contains("\"night-0\""), "\(runs)")
        for job in (Self.jobs * 3 / 4)..<Self.jobs { #expect(runs.contains("\"night-\(job)\""), "\(job)") }
        #expect(!runs.contains("\"started\":\"2026-11-28T00:"), "\(runs)")
        let files = try #require(Int(try scratch.text("files").filter(\.isNumber)))
        #expect(files < 64)
    }
}
