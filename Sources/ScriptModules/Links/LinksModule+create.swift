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
            prepare: { links, longURL, name, timeout in
                Timed(
                    try links.client.prepareCreate(
                        longURL, as: try name.map { .given($0) } ?? DurableStep.nameChoice()),
                    timeout)
            },
            perform: { links, create in
                try await links.client.perform(create.intent, timeout: create.duration)
            },
            settle: { links, create in
                .init(try await links.client.settle(create.intent, timeout: create.duration))
            },
            inTurn: { links, body, _, _, timeout in
                try await links.client.within(timeout, "links.create", body)
            },
            resumed: { create, _, _, timeout in create.with(timeout) }))
}

extension Catalogue.Settlement {
    init(_ settlement: ApiClients.Settlement<Result>) {
        self =
            switch settlement {
            case .happened(let result): .happened(result)
            case .notHappened: .notHappened
            case .unknown(let reason): .unknown(reason)
            }
    }
}
