import Catalogue
package import LuaBridge
package import StartRecords
import Timekeeping

/// What runs the test of a script: `govscript test` has one for each case.
///
/// Called on the interpreter's thread, which may block. Its errors are ``ScriptError``s; one that says that an
/// expectation was not met is of kind `data`.
package protocol TestHost: Sendable {
    /// Notes a case.
    ///
    /// - Returns: Whether it is the one to be run; its world is ready then.
    func begin(_ name: String, _ given: LuaTable) throws -> Bool
    /// Starts a script as a process of its own, and waits for its end.
    func run(_ script: String, _ arguments: [String], _ flags: [String]) throws -> TestRun
    /// Runs a script beside the record of a durable run, as a dry run, and compares the steps.
    func replay(_ run: String, _ script: String, _ arguments: [String]) throws -> TestReplay
    /// Has the services misbehave from now on, in the words of `--faults`.
    func misbehave(_ faults: String) throws
    /// Has the script that is started next killed: `intended:2`.
    func kill(at boundary: String) throws
    /// What has reached the services, in the order of arrival.
    func requests() throws -> [TestRequest]
    /// The links that there are, by service and name.
    func links() throws -> [TestLink]
    /// A dataset as CSV; nil if there is none.
    func dataset(_ id: String) throws -> String?
    /// A file of the working folder; nil if there is none.
    func file(_ path: String) throws -> String?
    /// Compares what has happened with what is kept under a name.
    func compareSnapshot(_ name: String) throws
    /// Expects that no service refused a request because of its limit.
    func expectLimitsKept() throws
    /// Expects that no link was made, and no rows were added, twice.
    func expectNothingTwice() throws
    /// Runs a script in worlds of its own, killed at each of its step boundaries and started again, and expects that
    /// each comes to the same.
    ///
    /// - Returns: How many boundaries there are.
    func expectResumes(_ script: String, _ arguments: [String]) throws -> Int
}

/// How a script ended that a test has started.
package struct TestRun: Sendable {
    package var exit: Int
    package var output: String
    package var log: String
    package var isKilled: Bool
    package var work: Work
    package var elapsed: Duration

    package init(exit: Int, output: String, log: String, isKilled: Bool, work: Work, elapsed: Duration) {
        self.exit = exit
        self.output = output
        self.log = log
        self.isKilled = isKilled
        self.work = work
        self.elapsed = elapsed
    }

    private var writes: [String: Int] {
        let done = work.writes.filter { $0.done > 0 }.map { ($0.call, $0.done) }
        return Dictionary(done) { first, _ in first }
    }

    static let shape = RecordShape<TestRun>(
        "test.Run",
        RecordField("exit", \.exit, "The exit code."),
        RecordField("output", \.output, "What the script printed."),
        RecordField("log", \.log, "What it logged, and the error that ended it; a line each."),
        RecordField("killed", \.isKilled, "Whether it was killed, as test.kill_at has asked."),
        RecordField("done", \.work.items.done, "Items of durable runs that were done."),
        RecordField("before", \.work.items.before, "Items that were done before."),
        RecordField("failed", \.work.items.failed, "Items that failed."),
        RecordField("uncertain", \.work.items.uncertain, "Items whose outcome is unknown."),
        RecordField("writes", \.writes, "Writes that were sent and succeeded, by their call."),
        RecordField("elapsed", \.elapsed.inSeconds, "Seconds that it took, in virtual time."))
}

/// A request that has reached the services of a test.
package struct TestRequest: Sendable {
    package var service: String
    package var method: String
    package var path: String
    package var body: String
    package var status: Int?
    package var arrival: Duration

    package init(service: String, method: String, path: String, body: String, status: Int?, arrival: Duration) {
        self.service = service
        self.method = method
        self.path = path
        self.body = body
        self.status = status
        self.arrival = arrival
    }

    static let shape = RecordShape<TestRequest>(
        "test.Request",
        RecordField("service", \.service, "go, forsg, datagov, public or storage."),
        RecordField("method", \.method, "GET, POST, PATCH or PUT."),
        RecordField("path", \.path, "The path, with its query."),
        RecordField("body", \.body, "What was sent."),
        RecordField("status", \.status, "The status of the answer; nil if there was none."),
        RecordField("at", \.arrival.inSeconds, "When it arrived: seconds since the test began, in virtual time."))
}

/// A link in the services of a test.
package struct TestLink: Sendable {
    package var service: String
    package var shortURL: String
    package var longURL: String
    package var state: String

    package init(service: String, shortURL: String, longURL: String, state: String) {
        self.service = service
        self.shortURL = shortURL
        self.longURL = longURL
        self.state = state
    }

    static let shape = RecordShape<TestLink>(
        "test.Link",
        RecordField("service", \.service, "go or forsg."),
        RecordField("shortUrl", \.shortURL, "The short URL."),
        RecordField("longUrl", \.longURL, "Where it leads."),
        RecordField("state", \.state, "ACTIVE or INACTIVE."))
}
