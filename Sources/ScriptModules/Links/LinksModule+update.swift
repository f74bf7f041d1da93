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
            prepare: { links, _, name, changes, _ in try links.client.prepareUpdate(name, changes) },
            perform: { links, intent, sending in
                try await links.client.perform(intent, within: sending.time, wasInDoubt: sending.wasInDoubt)
            },
            settle: { try await $0.client.settle($1, within: $2) },
            timeout: { _, _, timeout in timeout },
            traits: WriteTraits(isRepeatable: true)))
}
