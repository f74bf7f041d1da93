import FoundationEssentials
import TestSupport
import Testing

/// Two processes in one sandbox: the first serves, the others join it.
struct SharedSandboxTests {
    private let scratch = ScratchFolder()

    /// Runs a shell script in which `gov` is the command with the sandbox's state in this folder, and `await FILE` waits
    /// for a file.
    private func shell(_ script: String) async throws -> ChildProcess.Result {
        let start = """
            export GOVSCRIPT_STATE_DIR="$PWD/state" HOME=/nonexistent
            gov() { "\(Command.builtFolder)govscript" "$@"; }
            await() { for _ in $(seq 600); do [ -e "$1" ] && return; sleep 0.05; done; echo "no $1"; exit 1; }
            notice=state/sandbox/serving.json

            """
        return try await Command.shell(["-c", start + script], in: scratch.path)
    }

    /// Lua that waits for a file.
    private static func awaiting(_ file: String) -> String {
        "while not fs.exists('\(file)') do task.sleep(0.02) end"
    }

    private static let owner =
        "links.create('https://www.example.gov.sg/first', { shortUrl = 'first' }) fs.write('ready', '') "
        + awaiting("done") + " print(links.get('second').longUrl)"

    @Test func theSecondUsesWhatTheFirstServes() async throws {
        let result = try await shell(
            """
            gov run --sandbox -e "\(Self.owner)" & owner=$!
            await ready
            stat -c %a "$notice"
            gov run --sandbox -e "print(links.get('first').longUrl)
              links.create('https://www.example.gov.sg/second', { shortUrl = 'second' })"
            touch done
            wait "$owner"
            ls "$notice" 2>/dev/null || echo removed
            """)
        #expect(
            result.output == """
                600
                https://www.example.gov.sg/first
                https://www.example.gov.sg/second
                removed

                """, "\(result.errors)")
        #expect(result.errors == "")
    }

    @Test func aKilledOwnersNoticeIsReplaced() async throws {
        let result = try await shell(
            """
            "\(Command.builtFolder)govscript" run --sandbox -e "\(Self.owner)" & owner=$!
            await ready
            kill -9 "$owner"; wait "$owner" 2>/dev/null
            ls "$notice"
            cp "$notice" before
            gov run --sandbox -e "print(links.get('first').longUrl) fs.write('now', '')"
            cmp -s "$notice" before && echo "not replaced"
            ls "$notice" 2>/dev/null || echo removed
            """)
        #expect(
            result.output == """
                state/sandbox/serving.json
                https://www.example.gov.sg/first
                removed

                """, "\(result.errors)")
    }

    /// The one that is left serves from then on, at the same address.
    @Test(arguments: ["touch done; wait \"$owner\"", "kill -9 \"$owner\"; wait \"$owner\" 2>/dev/null"])
    func oneThatIsLeftTakesOver(_ end: String) async throws {
        let second =
            "print(links.get('first').longUrl) fs.write('joined', '') " + Self.awaiting("alone")
            + " print(links.create('https://www.example.gov.sg/second', { shortUrl = 'second' }).longUrl)"
            + " fs.write('serving', '') " + Self.awaiting("over")
        let owner = Self.owner.replacing("print(links.get('second').longUrl)", with: "")
        let result = try await shell(
            """
            "\(Command.builtFolder)govscript" run --sandbox -e "\(owner)" & owner=$!
            await ready
            gov run --sandbox -e "\(second)" & second=$!
            await joined
            \(end)
            touch alone
            await serving
            gov run --sandbox -e "print(links.get('second').longUrl, links.get('first').longUrl)"
            touch over
            wait "$second"
            ls "$notice" 2>/dev/null || echo removed
            """)
        #expect(
            result.output == """
                https://www.example.gov.sg/first
                https://www.example.gov.sg/second
                https://www.example.gov.sg/second\thttps://www.example.gov.sg/first
                removed

                """, "\(result.errors)")
    }

    /// Two that ask at once stay within the one limit that the emulator keeps.
    @Test func theLimitIsShared() async throws {
        let work = "for _ = 1, 6 do links.list({ limit = 1 }) end print(links.limits().refusals)"
        let result = try await shell(
            """
            gov run --sandbox -e "fs.write('ready', '') \(Self.awaiting("go")) \(work) \(Self.awaiting("over"))" & a=$!
            await ready
            gov run --sandbox -e "fs.write('go', '') \(work)"
            touch over
            wait "$a"
            """)
        #expect(result.output == "0\n0\n", "\(result.errors)")
    }

    @Test func oneServerHasOneSetOfFaults() async throws {
        let result = try await shell(
            """
            gov run --sandbox --faults go:slow-after:1ms=1% -e "fs.write('ready', '') \(Self.awaiting("done"))" & a=$!
            await ready
            gov run --sandbox --faults go:slow-after:1ms=1% -e "print('the same')"
            gov run --sandbox -e "print('none asked for')"
            gov run --sandbox --faults go:500-before=1% -e "print('others')"; echo "code $?"
            touch done
            wait "$a"
            """)
        #expect(result.output == "the same\nnone asked for\ncode 64\n")
        #expect(
            result.errors.hasPrefix("error: --faults: the sandbox is served by govscript -e (process "),
            "\(result.errors)")
        #expect(result.errors.hasSuffix("simulates other failures (go:slow-after:1ms=1%); end it first\n"))
    }

    @Test func aSandboxInUseIsNotEmptied() async throws {
        let result = try await shell(
            """
            gov run --sandbox -e "fs.write('ready', '') \(Self.awaiting("done"))" & a=$!
            await ready
            gov run --fresh-sandbox -e "print('emptied')"; echo "code $?"
            touch done
            wait "$a"
            """)
        #expect(result.output == "code 75\n", "\(result.errors)")
    }
}
