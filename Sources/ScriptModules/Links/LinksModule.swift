import ApiClients
package import Catalogue
package import LuaBridge

/// `links`: short links of GoGovSG and ForSG.
package struct LinksModule: WriteSubject, Sendable {
    let services: Services
    let service: LinksService

    var client: LinksClient {
        get throws { try services.client(for: service) }
    }

    package var writeSubject: String { service.rawValue }

    package init(_ services: Services) {
        self.init(services, service: services.defaultLinks)
    }

    init(_ services: Services, service: LinksService) {
        self.services = services
        self.service = service
    }

    package static let bindings: [Binding<LinksModule>] = [create, update, get, list, each, limits]

    /// The functions of one service, by name.
    func table(gate: WriteGate) -> LuaTable {
        var table = LuaTable()
        for binding in Self.bindings {
            let name = binding.signature.name.split(separator: ".").last.map(String.init) ?? ""
            table[name] = .function(binding.function(of: self, gate: gate))
        }
        return table
    }

    /// Makes the `links` table.
    package func install(in state: LuaState, gate: WriteGate) throws {
        state.setGlobal("links", .table(table(gate: gate)))
        try state.runHostCode(
            PackageResources.check_lua, name: "links",
            arguments: [
                .function(Self.check.function(of: self)), .function(examine),
                .function(Self.on(gate: gate).function(of: self)),
            ], globals: ["links.check", "links.on"])
    }

    /// Declared with the gate, which the functions that it returns go through.
    static func on(gate: WriteGate) -> Binding<LinksModule> {
        Binding<LinksModule>(
            "links.on", "Returns the same functions for one of the two services.",
            .required("service", LinksService.self, "\"go\" for GoGovSG, \"forsg\" for ForSG."),
            returns: .value("A table with create, update, get, list, each, check and limits.", type: "links"),
            example: "print(links.on(\"forsg\").create(\"https://www.example.gov.sg/a\").longUrl)",
            run: { links, service in LinksModule(links.services, service: service).table(gate: gate) })
    }
}
