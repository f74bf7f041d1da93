import ApiClients

extension Profile {
    /// Lets the environment have its say: addresses, limits and the certificate authority.
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
        caFile = variable("GOVSCRIPT_CA_FILE") ?? caFile
    }
}
