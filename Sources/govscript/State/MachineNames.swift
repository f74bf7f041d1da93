/// What people see of the names that machines have among the holders of slots: `db-worker-1/3k9x…`, where the name of
/// the machine alone may be another one's, too.
struct MachineNames {
    private let shown: [String: String]

    /// The names of an account's machines, as short as they can be told apart.
    init(_ holders: some Sequence<String>) {
        let all = Set(holders)
        let machines = Dictionary(grouping: all) { String($0.prefix { $0 != "/" }) }
        var shown: [String: String] = [:]
        for (machine, names) in machines {
            for name in names {
                shown[name] = names.count == 1 ? machine : "\(machine)/\(name.dropFirst(machine.count + 1).prefix(5))"
            }
        }
        // Two that begin alike have their whole names.
        let count = Dictionary(grouping: shown.values) { $0 }.mapValues(\.count)
        self.shown = shown.reduce(into: [:]) { $0[$1.key] = count[$1.value] == 1 ? $1.value : $1.key }
    }

    subscript(holder: String) -> String { shown[holder] ?? holder }
}
