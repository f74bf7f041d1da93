import TestSupport
import Testing

/// Output that cannot be written is told, whoever printed it; output that nobody wants to read is not.
struct LostOutputTests {
    private let scratch = ScratchFolder()
    private static let words =
        "error: cannot write to standard output: no space left on device; some of the output is lost\n"

    @Test(arguments: [
        "print('x')", "print({ 1 })", "io.write('x')", "io.stdout:write('x')", "pcall(print, 'x')",
        "for i = 1, 20000 do io.write(i, ' ') end", "for i = 1, 2000 do print(i) end",
        "io.stdout:setvbuf('full') print('x')", "print('x') os.exit(0)", "io.write('x') os.exit(true)",
        "io.write('x') os.execute('exit 0')", "local f <close> = io.popen('exit 0') print('x')",
    ])
    func aScriptThatLosesOutputFails(_ script: String) async throws {
        let result = try await Command.run(
            ["run", "--allow-run", "-e", script], in: scratch.path, output: "> /dev/full")
        #expect(result.status == 74)
        #expect(result.errors == Self.words)
    }

    /// The stream counts that as its failure, too.
    @Test func aReadFromStandardOutputLosesNothing() async throws {
        let result = try await Command.run(["-e", "print(io.stdout:read()) print('x')"], in: scratch.path)
        #expect(result.status == 0)
        #expect(result.errors == "")
    }

    /// The reason is known where the write failed on the way of a line to standard error, too.
    @Test func linesOnStandardErrorDoNotHideIt() async throws {
        let result = try await Command.run(
            ["-e", "io.write('x') log.info('y') io.write('z')"], in: scratch.path, output: "> /dev/full")
        #expect(result.status == 74)
        #expect(result.errors.hasSuffix("y\n" + Self.words), "\(result.errors)")
    }

    /// What else went wrong is told first, and by its own code.
    @Test(arguments: [("print('x') os.exit(9)", 9), ("print('x') error('boom')", 1)] as [(String, Int32)])
    func otherFailuresKeepTheirCodes(_ script: String, _ code: Int32) async throws {
        let result = try await Command.run(["-e", script], in: scratch.path, output: "> /dev/full")
        #expect(result.status == code)
        #expect(result.errors.hasSuffix(Self.words), "\(result.errors)")
    }

    @Test(arguments: [
        [], ["help"], ["help", "links.create"], ["--version"], ["run", "--help"], ["config", "show"], ["runs", "list"],
        ["limits"], ["run", "--sandbox", "-e", "print(#links.list())"], ["emulator"], ["auth", "status"],
    ])
    func aCommandThatLosesOutputFails(_ words: [String]) async throws {
        let result = try await Command.run(words, in: scratch.path, output: "> /dev/full")
        #expect(result.status == 74)
        #expect(result.errors.hasSuffix(Self.words), "\(result.errors)")
    }

    @Test func aPromptThatLosesOutputFails() async throws {
        let result = try await Command.run(
            ["repl", "--sandbox"], in: scratch.path, input: "1 + 1\n", output: "> /dev/full")
        #expect(result.status == 74)
        #expect(result.errors == Self.words)
    }

    /// Signal 13 ends the process, or is ignored where the network library or the caller has asked for that.
    @Test(arguments: [
        ["-e", "for i = 1, 20000 do print(i) end"], ["-e", "for i = 1, 100000 do io.write(i, '\\n') end"],
        ["run", "--sandbox", "-e", "for i = 1, 20000 do print(i) end"],
        ["run", "--sandbox", "-e", "for i = 1, 100000 do io.write(i, '\\n') end"],
    ])
    func aPipeThatNobodyReadsIsNoFailure(_ words: [String]) async throws {
        let result = try await Command.run(words, in: scratch.path, output: "| head -1")
        #expect([0, 141].contains(result.status))
        #expect(result.output == "1\n")
        #expect(result.errors == "")
    }
}
