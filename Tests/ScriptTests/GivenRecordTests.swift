import Catalogue
import ScriptModules
import TestSupport
import Testing

/// What functions give when they run has the fields that are declared, and no others.
struct GivenRecordTests {
    /// Lua that has every function write the keys of what it gives: `\1NAME\tKEYS`, with `NAME[]` for an element.
    private static let preamble = """
        local function note(name, value)
          if type(value) ~= "table" then return end
          if type(value[1]) == "table" then return note(name .. "[]", value[1]) end
          local keys = {}
          for key in next, value do keys[#keys + 1] = tostring(key) end
          io.write("\\1", name, "\\t", table.concat(keys, " "), "\\n")
        end
        local modules = {
          links = links, datagov = datagov, bulk = bulk, csv = csv, fs = fs, time = time, json = json, task = task,
        }
        for module, functions in pairs(modules) do
          for key, plain in pairs(functions) do
            local name = module .. "." .. key
            if type(plain) == "function" and name ~= "links.on" then
              functions[key] = function(...)
                local results = table.pack(plain(...))
                note(name, results[1])
                local iterator = results[1]
                if type(iterator) == "function" then
                  results[1] = function(...)
                    local round = table.pack(iterator(...))
                    note(name .. "()", round[1])
                    return table.unpack(round, 1, round.n)
                  end
                end
                return table.unpack(results, 1, results.n)
              end
            end
          end
        end

        """

    @Test func recordsHaveTheirDeclaredFields() async throws {
        let scratch = ScratchFolder()
        let examples = AllModules.signatures.map { "do\n\($0.example)\nend\n" }.joined()
        let result = try await Command.run(
            ["run", "--sandbox", "-"], in: scratch.path, input: Self.preamble + examples)
        #expect(result.status == 0, "\(result.errors)")
        var seen: Set<String> = []
        for line in result.output.split(separator: "\n") where line.first == "\u{1}" {
            let parts = line.dropFirst().split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
            let name = parts[0].prefix { $0 != "[" && $0 != "(" }
            let keys = Set((parts.count > 1 ? parts[1] : "").split(separator: " ").map(String.init))
            guard let signature = AllModules.signatures.first(where: { $0.name == name }),
                signature.result.record != nil, !keys.isEmpty
            else { continue }
            seen.insert(String(name))
            let declared = Set(signature.result.fields.map(\.name))
            let needed = signature.result.fields.filter { !$0.type.hasSuffix("?") && $0.type != "any" }.map(\.name)
            #expect(keys.isSubset(of: declared), "\(name) gives \(keys.subtracting(declared).sorted())")
            #expect(Set(needed).isSubset(of: keys), "\(name) lacks \(Set(needed).subtracting(keys).sorted())")
        }
        for name in ["links.create", "links.list", "links.each", "datagov.upload", "datagov.publish", "bulk.each"] {
            #expect(seen.contains(name), "\(name)")
        }
    }
}
