import Glibc
import Synchronization
import TestSupport
import Testing
import WireSupport

/// Whom a run tells of its start and its end.
struct NotifyTests {
    private let scratch = ScratchFolder()

    /// What a server was asked, in order: the first line of each request, and its body.
    private final class Asked: Sendable {
        let requests = Mutex<[(line: String, body: String)]>([])
        var lines: [String] { requests.withLock { $0.map(\.line) } }
    }

    @discardableResult private func serving(
        _ answer: String = "HTTP/1.1 200 OK\r\nPing-Body-Limit: 300\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
        _ body: (String) async throws -> Void
    ) async throws -> Asked {
        let asked = Asked()
        let server = ScriptedServer { connection in
            guard let (head, body) = connection.request() else { return }
            let line = head.split(separator: "\r\n").first.map(String.init) ?? ""
            asked.requests.withLock { $0.append((line, String(decoding: body, as: UTF8.self))) }
            try connection.write(answer)
        }
        defer { server.stop() }
        try await body(server.address)
        return asked
    }

    private static let job = """
        for i = 1, 50 do log.info("line " .. i) end
        log.info(os.getenv("TOKEN") or "")
        error("broken")
        """

    @Test func aCheckHearsOfStartAndEnd() async throws {
        try scratch.file("job.lua", Self.job)
        let asked = try await serving { address in
            let result = try await Command.run(
                ["run", "--sandbox", "--log-file", "a.log", "--notify", address + "/uuid?create=1", "job.lua"],
                in: scratch.path)
            #expect(result.status == 1, "\(result.errors)")
        }
        let lines = asked.lines
        let form = #/POST /uuid/(start|1)\?create=1&rid=([0-9a-f-]{36}) HTTP/1.1/#
        let matches = try lines.map { try #require(try form.wholeMatch(in: $0), "\(lines)") }
        #expect(matches.map(\.output.1) == ["start", "1"])
        #expect(Set(matches.map(\.output.2)).count == 1)
        let body = try #require(asked.requests.withLock { $0.last?.body })
        #expect(body.hasPrefix("job.lua: exit code 1 after "))
        #expect(body.hasSuffix("broken\n"))
        // What the check said it takes.
        #expect(body.utf8.count <= 300 && !body.contains("line 1\n"))
    }

    @Test func aSkippedStartIsNoFailureForACheck() async throws {
        try scratch.file("job.lua", "fs.write('runs', '') while not fs.exists('go') do task.sleep(0.01) end")
        let asked = try await serving { address in
            let script = """
                export HOME=/nonexistent GOVSCRIPT_STATE_DIR="$PWD/state"
                "\(Command.builtFolder)govscript" run --sandbox job.lua & first=$!
                until [ -e runs ]; do sleep 0.02; done
                "\(Command.builtFolder)govscript" run --sandbox --notify \(address)/uuid job.lua; echo $?
                touch go; wait $first
                """
            let result = try await Command.shell(["-c", script], in: scratch.path)
            #expect(result.output == "75\n", "\(result.errors)")
        }
        #expect(asked.lines.count == 1 && asked.lines.allSatisfy { $0.hasPrefix("POST /uuid/log?rid=") })
    }

    /// Runs a shell script with functions: `job` starts `job.lua` with the check as its target, `begun` waits until
    /// the job `$pid` has made the file `runs` and then used a fifth of a second of processor time, which ``endless``
    /// spends in its search alone, and `taken` until that job has taken the signals that were sent to it.
    private func shell(_ address: String, _ text: String) async throws -> ChildProcess.Result {
        let script = """
            export HOME=/nonexistent GOVSCRIPT_STATE_DIR="$PWD/state"
            gov() { exec "\(Command.builtFolder)govscript" "$@"; }
            job() { gov run --sandbox --notify \(address)/uuid "$@" job.lua; }
            worked() { set -- $(cat /proc/$pid/stat); echo $((${14} + ${15})); }
            begun() {
                until [ -e runs ]; do sleep 0.02; done; rm runs
                local before; before=$(worked)
                until [ $(($(worked) - before)) -ge 20 ]; do sleep 0.02; done
            }
            taken() { until grep -q '^ShdPnd:[[:space:]]*0*$' /proc/$pid/status; do sleep 0.02; done; }
            \(text)
            """
        return try await Command.shell(["-c", script], in: scratch.path)
    }

    /// The signals that a check got, each with the number of the start that it belongs to.
    private func signals(_ asked: Asked) throws -> [String] {
        var starts: [Substring] = []
        return try asked.lines.map { line in
            let match = try #require(try #/POST /uuid/([a-z0-9]+)\?rid=([0-9a-f-]{36}) HTTP/1.1/#.wholeMatch(in: line))
            if !starts.contains(match.output.2) { starts.append(match.output.2) }
            return "\(match.output.1) \((starts.firstIndex(of: match.output.2) ?? 0) + 1)"
        }
    }

    private static let endless = "fs.write('runs', '') local s = ('a'):rep(40) s:find(('a?'):rep(40) .. s)"

    /// A process that is killed, or that a second Ctrl-C ends at once, tells nobody: the next start does.
    @Test func theNextStartTellsHowAnEarlierOneEnded() async throws {
        try scratch.file("job.lua", Self.endless)
        let asked = try await serving { address in
            let result = try await shell(
                address,
                """
                job & pid=$!; begun; kill -9 $pid; wait $pid
                job & pid=$!; begun; kill -INT $pid; taken; kill -INT $pid; wait $pid; echo $?
                echo 'print(1)' > job.lua; job
                """)
            #expect(result.output == "130\n1\n", "\(result.errors)")
            #expect(result.errors.contains(#/note: sending a late alert: the start at [^\n]* was killed\n/#))
            #expect(
                result.errors.contains(
                    #/note: sending a late alert: the start at [^\n]* stopped, exit code 130\n/#))
        }
        #expect(try signals(asked) == ["start 1", "fail 1", "start 2", "130 2", "start 3", "0 3"])
    }

    /// One that is ended because its script hangs has the time to tell.
    @Test func aScriptThatHangsIsToldOf() async throws {
        try scratch.file("job.lua", Self.endless)
        let asked = try await serving { address in
            let result = try await shell(
                address, "(job --timeout 0.1 --grace 0); echo $?; echo 'print(1)' > job.lua; job")
            #expect(result.output == "124\n1\n", "\(result.errors)")
        }
        #expect(try signals(asked) == ["start 1", "124 1", "start 2", "0 2"])
    }

    /// Where nobody can be told any more it is said, once.
    @Test func aLackOfAnAlertIsSaid() async throws {
        try scratch.file("job.lua", Self.endless)
        try await serving { address in
            let result = try await shell(
                address,
                """
                job & pid=$!; begun; kill -9 $pid; wait $pid
                echo 'print(1)' > job.lua
                (gov run --sandbox job.lua); (gov run --sandbox job.lua)
                ls state/starts | grep -c alert
                """)
            #expect(result.output == "1\n1\n0\n", "\(result.errors)")
            let warnings = result.errors.split(separator: "\n").filter { $0.hasPrefix("warning: no alert was sent") }
            #expect(warnings.count == 1 && warnings[0].hasSuffix(" was killed"), "\(result.errors)")
        }
    }

    /// A start that never comes to its script has failed, too.
    @Test(arguments: [("", "none.lua", "66"), ("--profile none", "job.lua", "64")])
    func aStartThatCannotBeginIsAFailure(_ options: String, _ file: String, _ code: String) async throws {
        try scratch.file("job.lua", "print(1)")
        let asked = try await serving { address in
            let result = try await shell(
                address,
                "(gov run --notify \(address)/uuid --metrics-file m \(options) \(file)); ls state/starts | grep alert"
            )
            #expect(result.output == "", "\(result.errors)")
        }
        #expect(try signals(asked) == ["\(code) 1"])
        #expect(try scratch.text("m").contains("govscript_last_run_exit_code{script=\"\(file)\""))
    }

    @Test func aWebhookGetsAnObject() async throws {
        let asked = try await serving { address in
            let result = try await Command.run(
                [
                    "run", "--sandbox", "--notify", "json:\(address)/hook", "-e",
                    "links.create('https://www.example.gov.sg/a')",
                ],
                in: scratch.path)
            #expect(result.status == 0, "\(result.errors)")
        }
        #expect(asked.lines == ["POST /hook HTTP/1.1"])
        let body = asked.requests.withLock { $0.first?.body ?? "" }
        #expect(body.hasPrefix(#"{"version":1,"script":"(command line)","exit_code":0,"ended":"20"#), "\(body)")
        #expect(body.contains(#""writes":{"links.create":1}"#))
    }

    /// A service for alerts that is down is a warning, and the run's code stays.
    @Test func whatCannotBeToldIsAWarning() async throws {
        let asked = try await serving("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n") {
            address in
            let result = try await Command.run(
                ["run", "--notify", address + "/gone", "-e", "print(1)"], in: scratch.path)
            #expect(result.status == 0 && result.output == "1\n")
            #expect(result.errors.contains("warning: --notify: 127.0.0.1:"), "\(result.errors)")
            #expect(!result.errors.contains("/gone"))
        }
        #expect(asked.lines.count == 2)
    }

    @Test func mailTellsOfFailures() async throws {
        let path = "/usr/sbin/sendmail"
        guard getuid() == 0, access("/usr/bin/unshare", X_OK) == 0 else { return }
        let script = """
            mount --make-rprivate / && mount -t tmpfs tmpfs /usr/sbin || { echo unshare; exit 0; }
            printf '#!/bin/sh\\necho "$@" >> "%s/mail"; cat >> "%s/mail"\\n' "$PWD" "$PWD" > \(path); chmod +x \(path)
            export HOME=/nonexistent GOVSCRIPT_STATE_DIR="$PWD/state"
            "\(Command.builtFolder)govscript" run --notify mailto:ops@example.gov.sg -e 'print(1)'
            "\(Command.builtFolder)govscript" run --notify mailto:ops@example.gov.sg -e 'error("broken")'
            """
        let result = try await ChildProcess(
            "/usr/bin/unshare", ["-m", "/bin/bash", "-c", script], in: scratch.path,
            environment: ["PATH": "/usr/bin:/bin"]
        ).runAside()
        guard !result.output.contains("unshare"), !result.errors.contains("unshare") else { return }
        let mail = try scratch.text("mail")
        #expect(
            mail.hasPrefix("-i -t\nTo: ops@example.gov.sg\nSubject: govscript: (command line): exit code 1\n"),
            "\(mail)")
        #expect(mail.contains("ERROR (command line):1: broken"))
        #expect(mail.split(separator: "\n").count { $0 == "-i -t" } == 1)
    }

    @Test func metricsAreReplacedWhole() async throws {
        for (code, status) in [("print(1)", 0 as Int32), ("error('x')", 1)] {
            let result = try await Command.run(
                ["run", "--metrics-file", "job.prom", "-e", code], in: scratch.path)
            #expect(result.status == status)
        }
        let text = try scratch.text("job.prom")
        #expect(text.contains("\ngovscript_last_run_exit_code{script=\"(command line)\",profile=\"production\"} 1\n"))
        #expect(text.contains("govscript_last_success_timestamp_seconds{"))
        let failed = try await Command.run(
            ["run", "--metrics-file", "none/job.prom", "-e", "print(1)"], in: scratch.path)
        #expect(
            failed.status == 0
                && failed.errors.hasPrefix("warning: --metrics-file: cannot write none/job.prom: no such"))
    }
}
