import ApiClients
import LuaBridge
import TestSupport
import Testing

@testable import ScriptModules

/// `log`: what of a script's messages a person sees, and how.
struct LogTests {
    /// The lines of a script's messages without the time of day that begins each.
    private func logged(_ script: String, level: LogModule.Level = .info) async throws -> [String] {
        var bench = ScriptBench()
        bench.change = { $0.logLevel = level }
        _ = try await bench.values(script)
        return bench.lines.value.map { String($0.dropFirst(9)) }
    }

    @Test(arguments: [
        (LogModule.Level.debug, ["debug d", "i", "warning: w", "error: e"]), (.info, ["i", "warning: w", "error: e"]),
        (.warn, ["warning: w", "error: e"]), (.error, ["error: e"]),
    ])
    func lesserLevelsAreLeftOut(_ level: LogModule.Level, _ lines: [String]) async throws {
        let script = "log.debug('d') log.info('i') log.warn('w') log.error('e')"
        #expect(try await logged(script, level: level) == lines)
    }

    @Test func aLineBeginsWithTheTime() async throws {
        let bench = ScriptBench()
        _ = try await bench.values("log.info('x')")
        #expect(bench.lines.value[0].wholeMatch(of: /\d\d:\d\d:\d\d x/) != nil)
    }

    @Test(arguments: [
        ("'a', 1, 2.0, true, nil", "a 1 2.0 true nil"), ("", ""), ("{}", "{}"),
        ("{ 1, 'two', b = 3, a = { c = 4 } }", #"{ 1, "two", a = { c = 4 }, b = 3 }"#),
        ("{ [3] = 1, [true] = 2 }", "{ [3] = 1, [true] = 2 }"),
        ("{ { { { 1 } } } }", "{ { { {…} } } }"),
        ("{ kind = 'data', message = 'what is wrong' }", "what is wrong"), ("'\\255'", "\u{FFFD}"),
    ])
    func valuesAreWrittenForAPerson(_ arguments: String, _ line: String) async throws {
        #expect(try await logged("log.info(\(arguments))") == [line])
    }

    @Test func nothingThatAScriptLogsControlsTheTerminal() async throws {
        let line = try await logged("log.info('a\\27[2Jb\\nc')")[0]
        #expect(!line.contains("\u{1B}") && !line.contains("\n"))
    }

    @Test func keysAreNotLogged() async throws {
        let secrets = SecretRegistry()
        let key = "key-0123456789abcdef"
        secrets.add(Secret(key))
        let bench = ScriptBench(secrets: secrets)
        _ = try await bench.values("log.error('with \(key) in it')")
        #expect(!bench.lines.value[0].contains(key) && bench.lines.value[0].contains("error: with "))
    }
}
