import Testing

@testable import govscript

/// Programs of the system that commands start.
struct ProgramCallTests {
    /// More than a pipe holds on each side: whoever serves one stream to its end before the next waits for ever.
    @Test func allStreamsAreServedTogether() throws {
        let size = 1_000_000
        let input = String(repeating: "x", count: size)
        let result = try ProgramCall(
            program: "sh", arguments: ["-c", "head -c \(size) /dev/zero >&2; cat; head -c \(size) /dev/zero >&2"]
        ).run(input: input)
        #expect(result.status == 0)
        #expect(result.output == input)
        #expect(result.errors.utf8.count == 1 << 16)
    }

    @Test func aProgramThatDoesNotReadItsInputIsNoFailure() throws {
        let input = String(repeating: "x", count: 1_000_000)
        let result = try ProgramCall(program: "sh", arguments: ["-c", "echo done; exit 3"]).run(input: input)
        #expect(result.status == 3 && result.output == "done\n")
    }

    @Test func whatItLeavesRunningIsNotWaitedFor() throws {
        let result = try ProgramCall(program: "sh", arguments: ["-c", "sleep 600 & echo $!; exit 0"]).run()
        #expect(result.status == 0)
        _ = try ProgramCall(program: "kill", arguments: [result.output.filter(\.isNumber)]).run()
    }
}
