import LuaBridge
import TestSupport
import Testing

@testable import ScriptModules
import TerminalText

/// `progress`: the live line of a job, and the line that stays.
struct ProgressTests {
    private let bench = ScriptBench()

    /// Times depend on the machine, and are left out.
    private func lastLine(_ script: String) async throws -> String {
        _ = try await bench.values(script)
        return bench.lines.value.last.map { String($0.prefix { $0 != ";" }) } ?? ""
    }

    @Test(arguments: [
        ("local bar <close> = progress.start('a', { total = 3 }) for _ = 1, 3 do bar:add() end", "a: 3 done"),
        ("local bar <close> = progress.start('a', { total = 3 }) bar:add({ count = 2 })", "a: 2 of 3 done"),
        ("local bar <close> = progress.start('a') bar:add({ count = 7 })", "a: 7 done"),
        ("local bar = progress.start('a') bar:add() bar:finish()", "a: 1 done"),
        ("local bar <close> = progress.start('a', { total = 1 }) bar:add({ count = -4 })", "a: -4 of 1 done"),
        (
            "local bar <close> = progress.start('a') bar:add({ count = math.maxinteger }) bar:add()",
            "a: \(Int.max) done"
        ),
    ])
    func theEndSaysHowMany(_ script: String, _ line: String) async throws {
        #expect(try await lastLine(script) == line)
    }

    @Test func theEndIsSaidOnce() async throws {
        _ = try await bench.values("local bar <close> = progress.start('a') bar:finish() bar:finish()")
        #expect(bench.lines.value.count == 1)
        #expect(bench.console.liveLine == "")
    }

    /// The first and the last change are drawn at once; others at most ten times a second.
    @Test(arguments: [
        ("{ total = 4 }", "bar:add()", "a  █████░░░░░░░░░░░░░░░  1/4"),
        ("{ total = 4 }", "bar:add({ count = 4 })", "a  ████████████████████  4/4"),
        ("{ total = 4 }", "bar:add({ count = 9, note = 'over' })", "a  ████████████████████  9/4"),
        ("{ total = 4 }", "bar:add({ count = -9 })", "a  ░░░░░░░░░░░░░░░░░░░░  -9/4"),
        ("{ total = 0 }", "bar:add()", "a  1"), ("{}", "bar:add({ note = 'row 7' })", "a  1"),
    ])
    func theLiveLineShowsHowFar(_ options: String, _ change: String, _ line: String) async throws {
        let seen = Shared("")
        let (console, scratch) = (bench.console, bench.scratch)
        try await LuaThread.run {
            let state = try ScriptModulesInterpreter.make(in: scratch, console: console)
            state.register(
                LuaFunction("look") { _ in
                    seen.change { $0 = console.liveLine }
                    return .nothing
                })
            _ = try state.scheduler.run(
                "local bar <close> = progress.start('a', \(options)) \(change) look()".utf8, name: "=t", arguments: [])
        }
        #expect(seen.value.hasPrefix(line), "\(seen.value)")
    }

    @Test func withoutATerminalThereIsNoLiveLine() async throws {
        let bench = ScriptBench(isTerminal: false)
        _ = try await bench.values("local bar <close> = progress.start('a', { total = 1 }) bar:add()")
        #expect(bench.console.liveLine == "" && bench.lines.value.count == 1)
    }

    @Test func argumentsAreChecked() async throws {
        #expect(
            try await bench.problem("progress.start()")
                == "usage: progress.start: argument #1 'label': expected string, got nil")
        #expect(
            try await bench.problem("local bar <close> = progress.start('a') bar:add(1)")
                == "usage: progress.Bar:add: options: expected table, got number")
        #expect(
            try await bench.problem("local bar <close> = progress.start('a') bar.add()")
                .contains("call it as object:add(...)"))
    }
}
