extension LinksClient {
    /// All that the service would refuse about a new link's target, and all that could not be followed.
    package func faults(inTarget text: String) -> [ApiError] {
        LongURL.faults(in: text, to: ownHosts)
    }

    /// What is wrong with a name that the service would take for a new link.
    package func fault(inNew name: ShortName) -> ApiError? {
        guard name.text == "api" else { return nil }
        return ApiError(
            .data, "Short URL is the service's own. (\(name.text))",
            hint: "\(service.title) would create the link, but its API stands at that address. Choose another name.")
    }

    /// The hosts of the service itself, to which no link may lead.
    ///
    /// A service on this machine stands for the public one.
    var ownHosts: Set<String> {
        guard channel.endpoint.isLoopback else { return [channel.endpoint.host] }
        let known = [service.productionURL, service.stagingURL].compactMap { try? ServiceEndpoint($0).host }
        return Set(known + [channel.endpoint.host])
    }
}
