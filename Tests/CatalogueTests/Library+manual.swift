import Catalogue

extension Library {
    static let signatures = [
        find.signature, count.signature, say.signature, fetch.signature, shelves.signature, add.signature,
        sort.signature, all.signature, pages.signature, put.signature, open.signature, move.signature,
    ]

    static let manual = Manual(
        signatures, summaries: ["library": "Books and the shelves they stand on."],
        values: [
            Manual.Value("library.opened", type: "integer", "The year it opened."),
            Manual.Value("visitors", type: "string[]", "Who is there."),
        ],
        records: ["Error": [.init(name: "kind", type: "\"usage\"|\"conflict\"", summary: "What went wrong.")]],
        topics: [
            HelpTopic(
                "lending", "How lending works",
                """
                A book is lent for three weeks, and for three more when nobody else waits for it in the meantime.

                  library.fetch("Emma")
                  library.put("Emma")
                """)
        ])

    static let open = Binding<Shelf>(
        "library.open", "Opens a shelf.", .required("name", String.self, "Its name."),
        result: .init(
            object: "library.Shelf", fields: [.init(name: "size", type: "integer", summary: "How many books.")],
            "The shelf."),
        example: "library.open(\"novels\"):put(\"Emma\")")

    static let move = Binding<Shelf>(
        "library.move", "Changes what is known of a book.", .required("title", String.self, "Its title."),
        .required("changes", BookChanges.self, "What changes."),
        result: .init(
            type: "integer", summary: "How many changed.",
            more: [.init(name: "left", type: "string[]?", summary: "Those that did not.")]),
        effect: .write, example: "library.move(\"Emma\", { language = \"malay\" })")
}
