import ApiClients

extension Profile {
    /// Lets the environment have its say: addresses, limits, the certificate authority, the database.
    mutating func apply(_ environment: [String: String]) throws(ConfigurationError) {
        func variable(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
        for service in Service.allCases {
            if let url = variable(service.urlVariable) {
                do {
                    self[service].url = try ServiceEndpoint(url).baseURL
                } catch {
                    let words = (error as? ApiError)?.message ?? "\(error)"
                    throw ConfigurationError(
                        .variable(service.urlVariable), words, hint: (error as? ApiError)?.hint)
                }
            }
            if let name = service.rateVariable, let text = variable(name) {
                guard let rate = Int(text), (0...10_000).contains(rate) else {
                    throw ConfigurationError(
                        .variable(name), "expected requests per second, got '\(text)'",
                        hint: "Give a whole number; 0 lifts the limit.")
                }
                self[service].rate = rate
            }
        }
        if let text = variable(Service.publicTierVariable) {
            guard let tier = PublicTier(rawValue: text) else {
                let tiers = PublicTier.allCases.map(\.rawValue).joined(separator: " or ")
                throw ConfigurationError(
                    .variable(Service.publicTierVariable), "expected \(tiers), got '\(text)'",
                    hint: "It says which limits the key of data.gov.sg's public APIs has.")
            }
            self[.datagov].publicTier = tier
        }
        caFile = variable("GOVSCRIPT_CA_FILE") ?? caFile
        if let text = variable(StateSetting.variable) {
            state = try StateSetting(text, ConfigurationError(.variable(StateSetting.variable), ""))
        }
    }
}
