import TestSupport
import Testing

/// What a script does not use is not started for it: most scripts are short.
struct StartTests {
    private let scratch = ScratchFolder()

    @Test func aScriptThatSendsNothingLoadsNoLibraryOfTheWire() async throws {
        let result = try await Command.run(
            ["-e", "print(json.encode({ 1 }))"], in: scratch.path, environment: ["LD_DEBUG": "libs"])
        #expect(result.status == 0)
        // The dynamic linker says there what it loads.
        #expect(result.errors.contains("libc.so.6"))
        for library in ["libcurl", "libssl", "libsimdjson"] { #expect(!result.errors.contains(library)) }
    }

    /// The main thread waits, one reads signals, and one runs Lua.
    @Test func aScriptThatWaitsForNothingHasNoThreadsOfTheConcurrencyPool() async throws {
        let shell = """
            export HOME=/nonexistent GOVSCRIPT_STATE_DIR="$1"
            coproc script { exec "$0" -e 'print(1) io.stdout:flush() io.read()'; }
            read -r -u "${script[0]}"
            ls /proc/$script_PID/task | wc -l
            echo >&"${script[1]}"
            """
        let result = try await Command.shell(
            ["-c", shell, Command.builtFolder + "govscript", scratch.path + "/state"], in: scratch.path)
        #expect(result.output == "3\n", "\(result.errors)")
    }
}
