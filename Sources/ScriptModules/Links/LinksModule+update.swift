import ApiClients
import Catalogue

extension LinksModule {
    static let update = Binding<LinksModule>(
        "links.update", "Changes where a link leads, or switches it on or off.",
        .required("shortUrl", ShortName.self, "The link's name."),
        .required("changes", LinkChanges.self, "What changes: longUrl, state (ACTIVE or INACTIVE) or both."),
        .callTimeout,
        returns: .record(Link.shape, "The link as it is now."),
        errors: [.notFound, .rejected, .data, .uncertain],
        example: """
            local link = links.create("https://www.example.gov.sg/old")
            local change = { longUrl = "https://www.example.gov.sg/new" }
            print(links.update(link.shortUrl, change).longUrl)
            """,
        write: Write(
            prepare: { links, name, changes, timeout in
                Timed(try links.client.prepareUpdate(name, changes), timeout)
            },
            perform: { links, update in
                try await links.client.perform(update.intent, timeout: update.duration)
            },
            settle: { links, update in
                .init(try await links.client.settle(update.intent, timeout: update.duration))
            },
            inTurn: { links, body, _, _, timeout in
                try await links.client.within(timeout, "links.update", body)
            },
            resumed: { update, _, _, timeout in update.with(timeout) }, traits: WriteTraits(isRepeatable: true)))
}
