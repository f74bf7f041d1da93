import ApiClients
import FoundationEssentials
import Glibc
@testable import Settings
import TestSupport
import Testing

struct KeyCommandTests {
    private func failure(_ script: String, limit: Duration = .seconds(30)) -> ApiError? {
        #expect(throws: ApiError.self) { try command(script, limit).key(from: "the key command") }
    }

    private func command(_ script: String, _ limit: Duration = .seconds(30)) -> KeyCommand {
        KeyCommand(words: ["sh", "-c", script], environment: ["PATH": "/usr/bin:/bin", "A": "b"], limit: limit)
    }

    @Test func itsOutputIsTheKey() throws {
        #expect(try command("echo live_v1_$A; echo asking >&2").key(from: "it").revealed == "live_v1_b")
        #expect(try command("cat; printf live_v1_a").key(from: "it").revealed == "live_v1_a")
    }

    @Test func whatItLeavesRunningIsNotWaitedFor() throws {
        let script = "sleep 12 & echo live_v1_a"
        #expect(try command(script, .seconds(10)).key(from: "it").revealed == "live_v1_a")
    }

    @Test func aFailureShowsWhatItComplainedOfAndNeverWhatItPrinted() {
        let error = failure("echo live_v1_secret; echo 'cannot unlock live_v1_secret' >&2; exit 3")
        #expect(error?.kind == .auth)
        #expect(error?.message == "the key command failed with exit code 3")
        #expect(error?.details == ["cannot unlock [key]"])
    }

    @Test(arguments: [
        ("true", "the key command printed nothing"), ("kill -9 $$", "the key command was ended by signal 9"),
        ("echo a; echo b", "what the key command printed holds a line break, which no key has"),
    ])
    func itsMistakesAreNamed(_ script: String, _ message: String) {
        #expect(failure(script)?.message == message)
    }

    @Test func itIsStoppedWhenItTakesTooLong() {
        #expect(
            failure("exec sleep 60", limit: .milliseconds(100))?.message
                == "the key command did not end within 1 s and was stopped")
    }

    @Test func oneThatPrintsWithoutEndIsStoppedToo() {
        #expect(failure("exec yes", limit: .milliseconds(100))?.message.hasSuffix("and was stopped") == true)
    }

    /// What it has started would hold what it was given, and go on.
    @Test func itEndsWithWhatItHasStarted() throws {
        let scratch = ScratchFolder()
        let script = "sh -c 'echo $$ > \(scratch("pid")); exec sleep 60'; true"
        #expect(failure(script, limit: .seconds(2)) != nil)
        let text = try String(contentsOfFile: scratch("pid"), encoding: .utf8)
        let process = try #require(pid_t(text.filter(\.isNumber)))
        // A signal takes its time on a busy machine, and the dead are not reaped at once: they have no program.
        let end = ContinuousClock.now + .seconds(30)
        var program = ""
        repeat {
            program = (try? String(contentsOfFile: "/proc/\(process)/cmdline", encoding: .utf8)) ?? ""
        } while !program.isEmpty && ContinuousClock.now < end
        #expect(program == "")
    }

    @Test func aProgramThatIsNotThereIsNamed() {
        let command = KeyCommand(words: ["no-such-program"], environment: [:])
        let error = #expect(throws: ApiError.self) { try command.key(from: "the key command") }
        #expect(error?.message == "the key command cannot be started: no-such-program: no such file or directory")
    }

    /// Whatever this process has open, with or without the flag that closes it.
    @Test func itInheritsItsStandardStreamsOnly() throws {
        var ends: [Int32] = [-1, -1]
        #expect(pipe(&ends) == 0)
        defer { for end in ends { close(end) } }
        // The list's own descriptor of the folder is the fourth.
        let script = "ls /proc/self/fd | tr '\\n' ,"
        #expect(try command(script).key(from: "it").revealed == "0,1,2,3,")
    }

    /// It may look after one key by the proxy, and need not know the others.
    @Test func itSeesNoKeysAndTheProxyAsItWasSet() throws {
        let environment = [
            "PATH": "/usr/bin:/bin", "HOME": "/home/me", "HTTPS_PROXY": "http://u:p@proxy:1",
            "GOVSCRIPT_FORSG_API_KEY": "live_v1_b", "GOVSCRIPT_GO_API_KEY": "",
        ]
        let counting = try Choice(
            "[profiles.production.go]\nkey_command = ['sh', '-c', 'env | grep -c -E _API_KEY= ; true']")
        #expect(try counting.make(nil, environment).credentials.key(of: .go)?.key.revealed == "0")
        let proxy = try Choice("[profiles.production.go]\nkey_command = ['sh', '-c', 'echo $HTTPS_PROXY']")
        #expect(try proxy.make(nil, environment).credentials.key(of: .go)?.key.revealed == "http://u:p@proxy:1")
    }
}
