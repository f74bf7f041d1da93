import CToml

/// A line and a column of a text, both counted from 1; columns are code points.
struct TOMLPlace: Hashable {
    var line: Int
    var column: Int

    /// Nil for the place that stands for none.
    fileprivate init?(_ place: ctoml_place) {
        guard place.line > 0 else { return nil }
        line = Int(place.line)
        column = Int(place.column)
    }
}

/// Why a text is not TOML.
struct TOMLError: Error {
    var place: TOMLPlace?
    var message: String
}

/// A value of a TOML document, with its place.
struct TOMLNode {
    /// A field of a table.
    typealias Field = (name: String, node: TOMLNode)

    enum Content {
        /// In the order of the text.
        case table([Field])
        case array([TOMLNode])
        case string(String)
        case integer(Int)
        case fraction
        case boolean(Bool)
        case dateOrTime
    }

    var content: Content
    /// Where its name begins, or the header that made it; nil for the document itself.
    var place: TOMLPlace?
}

extension TOMLNode {
    /// Reads a document, which is a table.
    ///
    /// Nesting is bounded: 32 values inside each other, and 64 parts in a dotted name.
    init(parsing text: String) throws(TOMLError) {
        var text = text
        let parsed = text.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) { ctoml_parse($0.baseAddress, $0.count) }
        }
        guard let document = parsed else { throw TOMLError(place: nil, message: "there is no memory to read it") }
        defer { ctoml_free(document) }
        var place = ctoml_place()
        let problem = String(ctoml_error(document, &place))
        guard problem.isEmpty else {
            throw TOMLError(place: TOMLPlace(place), message: TOMLError.plainWords(for: problem))
        }
        var count = 0
        let nodes = ctoml_nodes(document, &count)
        self = Self.tree(of: UnsafeBufferPointer(start: nodes, count: count))
    }

    /// Children stand behind the node around them, so from the end on all that a node needs is there.
    private static func tree(of nodes: UnsafeBufferPointer<ctoml_node>) -> TOMLNode {
        var made: [TOMLNode] = []
        made.reserveCapacity(nodes.count)
        for node in nodes.reversed() {
            let children = (node.first..<node.first + node.count).map { index in
                (name: String(nodes[index].key), node: made[nodes.count - 1 - index])
            }
            made.append(TOMLNode(content: content(of: node, children), place: TOMLPlace(node.place)))
        }
        guard var root = made.last else { return TOMLNode(content: .table([])) }
        root.place = nil
        return root
    }

    private static func content(of node: ctoml_node, _ children: [Field]) -> Content {
        switch node.kind {
        case CTOML_TABLE: .table(children)
        case CTOML_ARRAY: .array(children.map(\.node))
        case CTOML_STRING: .string(String(node.text))
        case CTOML_INTEGER: .integer(Int(node.integer))
        case CTOML_FLOAT: .fraction
        case CTOML_BOOLEAN: .boolean(node.boolean)
        default: .dateOrTime
        }
    }
}

extension TOMLNode {
    /// The fields of a table; none if it is something else.
    var fields: [Field] { if case .table(let fields) = content { fields } else { [] } }
    var isTable: Bool { if case .table = content { true } else { false } }
    var array: [TOMLNode]? { if case .array(let nodes) = content { nodes } else { nil } }
    var string: String? { if case .string(let text) = content { text } else { nil } }
    var integer: Int? { if case .integer(let number) = content { number } else { nil } }
    var boolean: Bool? { if case .boolean(let value) = content { value } else { nil } }

    subscript(name: String) -> TOMLNode? { fields.first { $0.name == name }?.node }

    /// What it is, for messages.
    var words: String {
        switch content {
        case .table: "a table"
        case .array: "an array"
        case .string: "a string"
        case .integer: "a whole number"
        case .fraction: "a fraction"
        case .boolean: "true or false"
        case .dateOrTime: "a date or time"
        }
    }
}

extension String {
    fileprivate init(_ text: ctoml_text) {
        let bytes = UnsafeRawBufferPointer(start: text.bytes, count: text.count)
        self = String(decoding: bytes, as: UTF8.self)
    }
}
