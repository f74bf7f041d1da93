import ApiClients
package import Catalogue
import LuaBridge

/// `links`: short links of GoGovSG and ForSG.
package struct LinksModule: ScriptModule, WriteSubject {
    package static let name = "links"
    package static let summary = "Short links of GoGovSG and ForSG."
    package static let bindings = ofOneService + [check, on]
    package static let source: ModuleSource<LinksModule>? = ModuleSource(
        PackageResources.check_lua, globals: ["links.check", "links.on"]
    ) { [.function(check.function(of: $0)), .function($0.examine), .function(on.function(of: $0))] }

    let services: Services
    let service: LinksService
    package let gate: WriteGate

    var client: LinksClient {
        get throws { try services.client(for: service) }
    }

    package var writeSubject: String { service.rawValue }

    package init(_ host: AllModules) {
        self.init(host.services, gate: host.gate)
    }

    /// - Parameter service: The service that the functions speak to; the default one of `services`, if nil.
    init(_ services: Services, service: LinksService? = nil, gate: WriteGate = .open) {
        self.services = services
        self.service = service ?? services.defaultLinks
        self.gate = gate
    }

    private static let ofOneService = [create, update, get, list, each, limits]

    /// The functions of one service, by name; `check.lua` adds `check`.
    private var table: LuaTable {
        var table = LuaTable()
        for binding in Self.ofOneService {
            table[binding.signature.shortName] = .function(binding.function(of: self, gate: gate))
        }
        return table
    }

    static let on = Binding<LinksModule>(
        "links.on", "Returns the same functions for one of the two services.",
        .required("service", LinksService.self, "\"go\" for GoGovSG, \"forsg\" for ForSG."),
        returns: .value("A table with create, update, get, list, each, check and limits.", type: "links"),
        example: "print(links.on(\"forsg\").create(\"https://www.example.gov.sg/a\").longUrl)",
        run: { links, service in LinksModule(links.services, service: service, gate: links.gate).table })
}
