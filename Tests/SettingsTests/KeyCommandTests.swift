import ApiClients
@testable import Settings
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

    @Test func aProgramThatIsNotThereIsNamed() {
        let command = KeyCommand(words: ["no-such-program"], environment: [:])
        let error = #expect(throws: ApiError.self) { try command.key(from: "the key command") }
        #expect(error?.message == "the key command cannot be started: no-such-program: no such file or directory")
    }
}
