import JSONTape

extension Link {
    /// Reads a link of an answer; only its name and target must be there.
    ///
    /// - Throws: ``UnreadableAnswer`` for a field of another type.
    init(_ node: JSONNode) throws {
        var name, target: String?
        self.init(shortUrl: "", longUrl: "")
        try node.forEachMember { field, value in
            if value.isNull { return }
            switch field {
            case "shortUrl": name = try UnreadableAnswer.unwrap(value.string)
            case "longUrl": target = try UnreadableAnswer.unwrap(value.string)
            case "state": state = try UnreadableAnswer.unwrap(value.string.map(LinkState.init(ofAnswer:)))
            case "clicks": clicks = try UnreadableAnswer.unwrap(value.integer.flatMap(Int.init(exactly:)))
            case "createdAt": createdAt = try UnreadableAnswer.unwrap(value.string)
            case "updatedAt": updatedAt = try UnreadableAnswer.unwrap(value.string)
            default: break
            }
        }
        shortUrl = try UnreadableAnswer.unwrap(name)
        longUrl = try UnreadableAnswer.unwrap(target)
    }
}

extension LinkPage {
    /// Reads a page; both its links and their number must be there.
    ///
    /// - Throws: ``UnreadableAnswer``.
    init(_ node: JSONNode) throws {
        let list = try UnreadableAnswer.unwrap(node["urls"])
        guard case .array = list.kind else { throw UnreadableAnswer() }
        var urls: [Link] = []
        urls.reserveCapacity(list.count)
        try list.forEachElement { try urls.append(Link($0)) }
        let count = try UnreadableAnswer.unwrap(node["count"]?.integer.flatMap(Int.init(exactly:)))
        self.init(urls: urls, count: count)
    }
}
