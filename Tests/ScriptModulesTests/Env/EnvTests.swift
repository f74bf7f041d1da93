import LuaBridge
import Testing

@testable import ScriptModules

/// `env`: the variables of the process, as a table that is there from the start.
struct EnvTests {
    private func bench(_ variables: [String: String]) -> ScriptBench {
        var bench = ScriptBench()
        bench.change = {
            $0.environment = EnvironmentVariables(variables, hiding: { $0.hasSuffix("_KEY") })
        }
        return bench
    }

    @Test func variablesAreThereAndKeysAreNot() async throws {
        let bench = bench(["HOME": "/home/a", "GO_API_KEY": "secret", "EMPTY": ""])
        #expect(
            try await bench.text("return env.HOME .. tostring(env.GO_API_KEY) .. '[' .. env.EMPTY .. ']'")
                == "/home/anil[]")
    }

    /// `next` sees all of them before anything was looked up.
    @Test func theTableIsWholeFromTheStart() async throws {
        let script = "local n = 0 for name in next, env do n = n + #name end return n"
        #expect(try await bench(["A": "1", "BC": "2", "X_KEY": "3"]).text(script) == "3")
    }

    @Test func aScriptChangesItsOwnTableOnly() async throws {
        let bench = bench(["A": "1"])
        #expect(try await bench.text("env.A, env.B = nil, 'x' return tostring(env.A) .. env.B") == "nilx")
        #expect(try await bench.text("return tostring(env.A) .. tostring(env.B)") == "1nil")
        #expect(try await bench.text("return require('env') == env") == "true")
    }
}
