import FoundationEssentials
import Glibc
import TestSupport
import Testing

/// The crontab line of the guide, under Debian's cron daemon.
struct CrontabTests {
    private static let repository = URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().path()

    private static let canRun: Bool = {
        guard getuid() == 0, access("/usr/sbin/cron", X_OK) == 0, access("/usr/bin/unshare", X_OK) == 0 else {
            return false
        }
        // Containers may refuse a file system view of one's own.
        let probe = try? ChildProcess("/usr/bin/unshare", ["-m", "/bin/true"], environment: [:]).run()
        return probe?.status == 0
    }()

    /// The guide's line unchanged but for its hour: it runs every minute.
    private static func line() throws -> String {
        let page = try String(contentsOfFile: repository + "/docs/guide/cron.md", encoding: .utf8)
        let line = try #require(
            page.split(separator: "\n").first { $0.contains("/usr/local/bin/govscript run") && $0.contains("* * *") })
        let words = line.split(separator: " ", maxSplits: 5, omittingEmptySubsequences: true)
        return "* * * * * " + (words.last ?? "")
    }

    /// Takes up to a minute, because cron starts jobs at full minutes only.
    ///
    /// The daemon runs in a view of the file system of its own, in which `/srv/publish` and `/usr/local/bin` are those of
    /// the guide; the machine's own crontabs and daemon are not touched.
    @Test(.enabled(if: canRun, "needs root, the Debian package cron, and unshare -m"))
    func itRuns() async throws {
        let scratch = ScratchFolder()
        let id = "d_1f0c5d6b7a8e49f2b3c4d5e6f7a80912"
        try scratch.folder("publish/out")
        try scratch.file(
            "publish/out/\(id).csv",
            "short_url,long_url,created_at\na,https://www.example.gov.sg/a,2026-01-31T00:00:00Z\n")
        let script = try String(
            contentsOfFile: Self.repository + "/scripts/examples/publish_folder.lua", encoding: .utf8)
        try scratch.file("publish/publish_folder.lua", script)
        try scratch.folder("home")
        // The profile stands for the key, which nobody has here.
        try scratch.file(
            "crontab", "GOVSCRIPT_PROFILE=sandbox\nGOVSCRIPT_STATE_DIR=/srv/publish/state\n\(try Self.line())\n")
        let steps = """
            set -e
            mount --make-rprivate /
            for place in /var/spool/cron/crontabs /etc/cron.d /run /srv /usr/local/bin; do
              mkdir -p "$place"; mount -t tmpfs tmpfs "$place"
            done
            mount --bind /dev/null /etc/crontab 2>/dev/null || true
            mkdir /srv/publish && cp -r publish/. /srv/publish/
            touch /usr/local/bin/govscript
            mount --bind "\(Command.builtFolder)govscript" /usr/local/bin/govscript
            install -m 600 crontab /var/spool/cron/crontabs/root
            /usr/sbin/cron -f & cron=$!
            for _ in $(seq 1300); do [ -s /srv/publish/publish.log ] && break; sleep 0.1; done
            for _ in $(seq 300); do grep -q published /srv/publish/publish.log && break; sleep 0.1; done
            kill $cron
            cat /srv/publish/publish.log
            """
        let result = try await ChildProcess(
            "/usr/bin/unshare", ["-m", "/bin/bash", "-c", steps], in: scratch.path,
            environment: ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin"]
        ).runAside()
        #expect(result.output.contains("published 1, unchanged 0, failed 0"), "\(result.output)\(result.errors)")
        #expect(!result.output.contains("not found"))
    }
}
