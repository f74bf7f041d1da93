import Catalogue
import LuaBridge
import Testing

@testable import ScriptCheck

/// What the check knows of plain Lua is what Lua has.
struct StandardLibraryTests {
    /// The names in a global table of an interpreter, and what its functions say when they are called.
    private func members(_ permissions: LuaPermissions, of table: String) async throws -> [String: String] {
        try await LuaThread.run {
            let state = try LuaState()
            var permissions = permissions
            permissions.hints = StandardLibrary.hints
            try state.open(permissions)
            let values = try state.run(
                """
                local found = {}
                for name, value in pairs(_G[...] or {}) do
                  local ok, words = true, ""
                  -- Those that would wait for somebody.
                  if type(value) == "function" and not ({ read = 1, lines = 1, debug = 1, exit = 1 })[name] then
                    ok, words = pcall(value)
                  end
                  found[name] = tostring(words)
                end
                return found
                """.utf8, name: "=a", arguments: [.string(table)])
            guard case .table(let table) = values.first else { return [:] }
            return Dictionary(
                uniqueKeysWithValues: table.fields.compactMap { key, value in
                    guard case .string(let name) = key, case .string(let words) = value else { return nil }
                    return (name, words)
                })
        }
    }

    @Test(arguments: StandardLibrary.libraries.keys.sorted())
    func theNamesAreLuas(_ library: String) async throws {
        let names = try await Set(members(.all, of: library).keys)
        #expect(names == StandardLibrary.libraries[library])
    }

    @Test func theGlobalsAreLuas() async throws {
        let globals = try await LuaThread.run {
            let state = try LuaState()
            try state.open(.all)
            return try state.run(
                "local t = {} for name in pairs(_G) do t[#t + 1] = name end return table.unpack(t)".utf8, name: "=a")
        }
        let names = Set(globals.compactMap { if case .string(let name) = $0 { name } else { nil } })
        #expect(names == StandardLibrary.functions.union(StandardLibrary.libraries.keys))
    }

    /// The flags are those that the refusals name.
    @Test(arguments: ["coroutine", "debug", "io", "math", "os", "string", "table", "utf8"])
    func theFlagsAreTheSandboxs(_ library: String) async throws {
        for (name, words) in try await members(.sandboxed, of: library) where name != "debug" {
            let flag = words.firstRange(of: "(allow it with ").map { words[$0.upperBound...].prefix { $0 != ")" } }
            #expect(StandardLibrary.flag(for: "\(library).\(name)") == flag.map(String.init), "\(library).\(name)")
        }
    }
}
