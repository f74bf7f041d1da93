import ApiEmulator
import Facts
import LuaBridge

/// What a case says that there is, as the setup of a world.
struct TestGiven {
    private let table: LuaTable

    init(_ table: LuaTable) { self.table = table }

    /// - Throws: ``ScriptError`` of kind `usage`.
    func setup(seed: UInt64) throws -> TestWorld.Setup {
        var setup = TestWorld.Setup()
        setup.seed = seed
        for (key, value) in table.fields {
            switch key {
            case "csv", "files":
                for (name, text) in try texts(value, "\(key.literal)") { setup.files[name] = text }
            case "links": setup.services.links = try list(value, "links").map(link)
            case "datasets":
                setup.services.datasets = try texts(value, "datasets").sorted { $0.0 < $1.0 }.map(dataset)
            default: throw Self.refusal("\(key.literal) is not known; expected csv, files, links or datasets")
            }
        }
        guard table.array.isEmpty else { throw Self.refusal("a list is not known; name csv, files, links or datasets") }
        return setup
    }

    private func texts(_ value: LuaValue, _ name: String) throws -> [(String, String)] {
        guard case .table(let table) = value, table.array.isEmpty else {
            throw Self.refusal("\(name): expected texts by their names")
        }
        return try table.fields.map { key, value in
            guard case .string(let key) = key, case .string(let text) = value else {
                throw Self.refusal("\(name): expected texts by their names, got \(value.literal) for \(key.literal)")
            }
            return (key, text)
        }
    }

    private func list(_ value: LuaValue, _ name: String) throws -> [LuaTable] {
        guard case .table(let table) = value, table.fields.isEmpty else {
            throw Self.refusal("\(name): expected a list")
        }
        return try table.array.map { element in
            guard case .table(let table) = element else { throw Self.refusal("\(name): expected a list of tables") }
            return table
        }
    }

    private func link(_ table: LuaTable) throws -> LinkSeed {
        guard case .string(let short) = table["shortUrl"], case .string(let long) = table["longUrl"] else {
            throw Self.refusal("links: each needs a shortUrl and a longUrl")
        }
        var seed = LinkSeed(.go, shortUrl: short, longUrl: long)
        if case .string(let name) = table["service"] {
            guard let service = EmulatedService(rawValue: name), [.go, .forsg].contains(service) else {
                throw Self.refusal("links: the service is go or forsg, got \(table["service"].literal)")
            }
            seed.service = service
        }
        if case .integer(let clicks) = table["clicks"] { seed.clicks = Int(clamping: clicks) }
        seed.isActive = table["state"] != "INACTIVE"
        return seed
    }

    private func dataset(_ id: String, _ text: String) throws -> DatasetSeed {
        do throws(DatasetSeedError) { return try DatasetSeed(id: id, csv: text) } catch {
            throw Self.refusal("datasets: \(id): \(error)")
        }
    }

    private static func refusal(_ words: String) -> ScriptError {
        ScriptError(.usage, "test.case: given: \(words)", call: "test.case")
    }
}
