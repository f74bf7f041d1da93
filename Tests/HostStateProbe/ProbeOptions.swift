/// The `NAME=VALUE` arguments.
struct ProbeOptions: Sendable {
    private let values: [Substring: Substring]

    init(_ arguments: ArraySlice<String>) {
        let pairs = arguments.map { $0.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false) }
        values = Dictionary(pairs.map { ($0[0], $0.count > 1 ? $0[1] : "") }, uniquingKeysWith: { $1 })
    }

    subscript(_ name: Substring) -> String { String(values[name] ?? "") }

    func number(_ name: Substring) -> Int? { values[name].flatMap { Int($0) } }
}
