import TestSupport
import Testing

/// Numbers of scripts and arguments end in a value or an error, never in a signal.
struct OutsideNumberTests {
    private let scratch = ScratchFolder()

    @Test(arguments: [
        "local b = progress.start('x', { total = 5 }) b:add({ count = -1 }) b:add({ count = -math.maxinteger })",
        "local b = progress.start('x') b:add({ count = math.maxinteger }) b:add({ count = math.maxinteger }) b:finish()",
        "local b = progress.start('x', { total = math.maxinteger }) b:add({ count = math.mininteger })",
        "local b = progress.start('x', { total = math.mininteger }) b:add()",
        "local r = bulk.each('r', { 1 }, function() end) r.done = math.maxinteger r.before = math.maxinteger "
            + "r.failed = math.maxinteger r.uncertain = 1 r.seconds = 0/0 r.use = { go = 1/0, forsg = -1e300 } print(r)",
        "local r = bulk.each('r', { 1 }, function() end) r.seconds = 1e300 print(r)",
        "print(pcall(task.sleep, 1e300), pcall(task.sleep, 0/0), pcall(task.sleep, -1), pcall(task.sleep, math.mininteger))",
        "print(pcall(task.timeout, 1e300, print), pcall(task.timeout, 0/0, print))",
        "print(pcall(time.format, 1e300), pcall(time.format, 0/0), pcall(time.date, math.maxinteger))",
        "print(pcall(time.parse, '9223372036854775807-01-01T00:00:00Z'), pcall(time.format, 0, { zone = '+-123' }))",
        "print(pcall(task.map, { 1 }, print, { workers = math.maxinteger }))",
        "print(pcall(datagov.datasets, { page = math.mininteger, timeout = 0 }))",
        "print(pcall(datagov.wait, { receipt = [[{\"dataset\":\"d_1f0c5d6b7a8e49f2b3c4d5e6f7a80912\",\"mode\":\"append\","
            + "\"file\":{\"size\":9223372036854775807,\"sha256\":\"\",\"md5\":\"\",\"rows\":9223372036854775807},"
            + "\"baseline\":{\"status\":null,\"rows\":9223372036854775807},\"startedAt\":-9223372036854775808}]] }, "
            + "{ timeout = 0 }))",
    ])
    func scriptsCannotTrapTheHost(_ code: String) async throws {
        let result = try await Command.run(
            ["run", "--sandbox", "-e", code], in: scratch.path, environment: ["SWIFT_BACKTRACE": "enable=no"])
        #expect(result.status < 128, "\(result.errors)")
    }

    @Test(arguments: [
        ["--timeout", "nan"], ["--timeout", "1e300"], ["--timeout", "inf"], ["--timeout=-1"], ["--grace", "nan"],
        ["--grace", "1e300"], ["--patience", "nan"], ["--patience", "inf"], ["--memory-limit", "1152921504606846976"],
        ["--memory-limit", "9223372036854775807"], ["--memory-limit=-1"], ["--memory-limit", "99999999999999999999"],
    ])
    func argumentsAreRefusedInWords(_ option: [String]) async throws {
        let result = try await Command.run(["run"] + option + ["-e", "print(1)"], in: scratch.path)
        #expect(result.status == 64 && result.errors.hasPrefix("Error: "), "\(result.status) \(result.errors)")
    }

    @Test(arguments: [
        "0x.1p-9223372036854775808", "0x1p9223372036854775807", "0x.1p-99999999999999999999", "1e999999999999",
    ])
    func numeralsOfScriptsAreChecked(_ numeral: String) async throws {
        try scratch.file("a.lua", "return \(numeral)\n")
        let result = try await Command.run(["check", "a.lua"], in: scratch.path)
        #expect(result.status == 0, "\(result.output)\(result.errors)")
    }

    /// What outside text looks like where a person reads it.
    @Test func oneLineStaysOneLine() async throws {
        let evil = "\u{1B}[2J\u{9B}31m\u{202E}\nerror: forged"
        let shown = "\\x1b[2J\\u{9b}31m\\u{202e}\\nerror: forged"
        try scratch.file("rows.csv", "a,b\n\"\(evil)\",\"\(evil)\",3\n")
        let words: [[String]] = [
            ["run", "--sandbox", "-e", "error(args[1], 0)", evil],
            ["run", "--sandbox", "-e", "log.error(args[1])", evil],
            ["run", "--sandbox", "-e", "warn(args[1])", evil], ["run", evil], ["check", evil], ["help", evil],
            ["runs", "show", evil], ["run", "--bad\(evil)", "x"], ["runs", "--\(evil)=1"], ["--profile", evil, "x"],
            ["run", "--sandbox", "-e", "progress.start(args[1]):finish()", evil],
            ["run", "--sandbox", "-e", "bulk.each(args[1], { 1 }, function() error(args[1]) end)", evil],
            ["emulator", "--faults", evil], ["auth", "status", "--profile", evil], ["init", "x\(evil)"],
        ]
        for words in words {
            let result = try await Command.run(words, in: scratch.path)
            let text = result.errors + (words.first == "init" || words.first == "runs" ? result.output : "")
            #expect(!text.contains("\nerror: forged"), "\(words): \(text)")
            #expect(
                text.unicodeScalars.allSatisfy { $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value) || $0 == "\n" })
            #expect(!text.contains("\u{202E}"))
            if words.first != "emulator" { #expect(text.contains(shown.prefix(6)), "\(words): \(text)") }
        }
    }
}
