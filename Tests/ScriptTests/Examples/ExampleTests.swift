import ApiEmulator
import FoundationEssentials
import TestSupport
import Testing

/// Every example does what its header says, whatever happens to it: each of ``ExampleCase/all`` under each event.
struct ExampleTests {
    static let folder = URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "scripts/examples").path()

    static let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [])
        .filter { $0.hasSuffix(".lua") }.sorted()

    /// What an example prints at the end of a whole run, by its header.
    private static func output(of name: String) throws -> String {
        let header = try String(contentsOfFile: folder + "/" + name, encoding: .utf8).split(separator: "\n").prefix {
            $0.hasPrefix("---")
        }
        #expect(header.contains { $0.hasPrefix("--- usage:  govscript run \(name)") })
        return try #require(header.first { $0.hasPrefix("--- output: ") }).dropFirst("--- output: ".count) + "\n"
    }

    @Test func everyExampleHasItsCase() {
        #expect(Self.names.count >= 10)
        #expect(Set(Self.names) == Set(ExampleCase.all.keys))
    }

    /// The second start of a durable run finds all done: it sends nothing and has nothing to warn of.
    @Test(arguments: names)
    func runsAsItsHeaderSaysAndASecondStartSendsNothing(_ name: String) async throws {
        let example = try #require(ExampleCase.all[name])
        let expected = try Self.output(of: name)
        try await ExampleRun.serving(name, example.input) { run in
            let dry = try await run.start(options: ["--dry-run"])
            #expect(dry.status == 0, "\(dry.errors)")
            #expect(run.writes == 0, "a dry run")
            let first = try await run.start()
            #expect(first.status == 0, "\(first.errors)")
            #expect(first.output == expected, "\(first.errors)")
            let writes = example.writing?.writes ?? 0
            #expect(run.writes == writes)
            guard let writing = example.writing else { return }
            let facts = run.facts
            let second = try await run.start()
            #expect(second.status == 0, "\(second.errors)")
            #expect(second.output.contains(writing.againSays), "\(second.output)")
            #expect(run.writes == writes + writing.again)
            #expect(run.facts == facts)
            #expect(!second.errors.contains("warning"), "\(second.errors)")
        }
    }

    /// opengovsg/GoGovSG#2563 and miantiao-me/Sink#299: many short names for one page.
    @Test func shortenMakesManyNamesOfOneTarget() async throws {
        let page = "https://www.example.gov.sg/apply"
        let rows = "url,slug\n\(page),one-a\n\(page),one-b\n\(page)/other,one-c\n"
        let input = ExampleCase.Input(words: ["links.csv", "made.csv"], files: ["links.csv": rows])
        try await ExampleRun.serving("shorten.lua", input) { run in
            let result = try await run.start()
            #expect(result.status == 0, "\(result.errors)")
            #expect(result.output == "3 links are in made.csv\n")
            #expect(run.writes == 3)
            let again = try await run.start()
            #expect(again.output == "3 links are in made.csv\n" && run.writes == 3, "\(again.errors)")
        }
    }

    /// Every write is done exactly once, wherever the process was killed, and all is as if it had not been.
    @Test(arguments: names)
    func resumesAfterAKillAtEachStepBoundary(_ name: String) async throws {
        let example = try #require(ExampleCase.all[name])
        guard let writing = example.writing, writing.isDurable else { return }
        let whole = try await ExampleRun.serving(name, example.input) { run in
            let result = try await run.start()
            #expect(result.status == 0, "\(result.errors)")
            return run.facts
        }
        for point in ["intended", "answered", "recorded"] {
            for count in 1...writing.writes {
                let place = "killed at \(point):\(count)"
                try await ExampleRun.serving(name, example.input) { run in
                    let killed = try await run.start(killedAt: "\(point):\(count)")
                    #expect(killed.status == 137, "\(place): \(killed.errors)")
                    let last = try await run.start()
                    #expect(last.status == 0, "\(place): \(last.errors)")
                    #expect(run.writes == writing.writes, "\(place)")
                    #expect(run.facts == whole, "\(place)")
                }
            }
        }
    }

    /// The input is edited after a first run: what changed is sent, and nothing else.
    ///
    /// pingcap/tidb#70586: new input on the same day was skipped, and success reported.
    @Test(arguments: names)
    func aCorrectionSendsWhatChanged(_ name: String) async throws {
        let example = try #require(ExampleCase.all[name])
        guard let change = example.writing?.correction else { return }
        try await ExampleRun.serving(name, example.input) { run in
            let first = try await run.start()
            #expect(first.status == 0, "\(first.errors)")
            try run.write(change.files)
            let edit = try await run.elsewhere(change.lua)
            #expect(edit.status == 0, "\(edit.errors)")
            let before = run.writes
            let next = try await run.start()
            #expect(next.status == change.status, "\(next.errors)")
            #expect(run.writes - before == change.writes)
            #expect((next.output + next.errors).contains(change.says), "\(next)")
            let last = try await run.start()
            #expect(last.status == change.status, "\(last.errors)")
            #expect(run.writes - before == change.writes + (example.writing?.again ?? 0), "settled after one start")
        }
    }

    /// Of a folder that was given by mistake, it is an error.
    @Test(arguments: names)
    func nothingToDoIsSaid(_ name: String) async throws {
        let example = try #require(ExampleCase.all[name])
        try await ExampleRun.serving(name, example.nothing.input) { run in
            let facts = run.facts
            for _ in 0..<2 {
                let result = try await run.start()
                #expect(result.status == example.nothing.status, "\(result.errors)")
                #expect(result.output == example.nothing.output)
                #expect(result.errors.contains(example.nothing.says), "\(result.errors)")
            }
            #expect(run.writes == 0 && run.facts == facts)
        }
    }

    /// What somebody else has changed between the kill and the next start stays as they left it.
    @Test(arguments: names)
    func theEditsOfOthersStay(_ name: String) async throws {
        let example = try #require(ExampleCase.all[name])
        guard let writing = example.writing, writing.isDurable else { return }
        let points = writing.editedAfter.isEmpty ? ["recorded:\(writing.writes)"] : writing.editedAfter
        for point in points {
            try await ExampleRun.serving(name, example.input) { run in
                let first = try await run.start(killedAt: point)
                #expect(first.status == (point == "end" ? 0 : 137), "\(point): \(first.errors)")
                let edit = try await run.elsewhere(writing.edit.lua)
                #expect(edit.status == 0, "\(edit.errors)")
                let (edits, before) = (run.editsOfOthers, run.writes)
                #expect(!edits.isEmpty)
                let next = try await run.start()
                #expect(next.status == writing.edit.status, "\(point): \(next.errors)")
                #expect(run.editsOfOthers == edits, "\(point)")
                #expect(run.writes - before == writing.edit.writes, "\(point)")
                #expect(next.output.contains(writing.edit.says), "\(point): \(next.output)")
            }
        }
    }
}
