import LuaBridge

@testable import Catalogue

/// A catalogue of two functions.
struct LinksManual {
    static let manual = Manual([list.signature, update.signature], summaries: ["links": "Short links."])

    private struct Link {
        var shortUrl = ""
    }

    private static let shape = RecordShape<Link>("links.Link", RecordField("shortUrl", \.shortUrl, "Its name."))

    private static let list = Binding<LinksManual>(
        "links.list", "One page of your links.", .option("limit", default: 1000, "How many at most."),
        returns: .init(
            .init(shape, list: true, "The links.", more: [.init(name: "count", type: "integer", summary: "In all.")])
        ) { (page: [Link]) in [.table(LuaTable(array: page.map(shape.table)))] },
        example: "links.list()", run: { _, _ in [] })

    private static let update = Binding<LinksManual>(
        "links.update", "Changes a link.", .required("shortUrl", String.self, "Its name."),
        returns: .nothing(), example: "links.update('a')", run: { _, _ in })
}
