import ApiClients
import Catalogue

extension LinksModule {
    static let create = Binding<LinksModule>(
        "links.create", "Creates a short link.",
        .required("longUrl", LongURL.self, "Where the link leads; starts with https://."),
        .option("shortUrl", ShortName?.self, "Its name, of a-z, 0-9 and -; 8 random characters if left out."),
        .callTimeout,
        returns: .record(Link.shape), errors: [.conflict, .rejected, .data, .uncertain],
        example: """
            local link = links.create("https://example.gov.sg/a", { shortUrl = "a-link" })
            print(link.shortUrl)
            """,
        write: Write(
            prepare: { links, naming, longURL, name, _ in
                try links.client.prepareCreate(longURL, as: name.map { .given($0) } ?? NameChoice(naming))
            },
            perform: { links, intent, sending in
                try await links.client.perform(intent, within: sending.time, wasInDoubt: sending.wasInDoubt)
            },
            settle: { try await $0.client.settle($1, within: $2) },
            timeout: { _, _, timeout in timeout },
            drawsName: { _, name, _ in name == nil }))
}

extension NameChoice {
    /// The choice where the caller has left the name open.
    fileprivate init(_ naming: Naming) {
        self =
            switch naming {
            case .random: .random
            case .derived(let seed, let key, let isAgain): .derived(seed: seed, key: key, isAgain: isAgain)
            }
    }
}
