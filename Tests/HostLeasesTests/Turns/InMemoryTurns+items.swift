import HostLeases

/// Runs whose items several hosts share: what the tables of version 4 add.
extension InMemoryTurns {
    /// To which part an item belongs.
    typealias Item = ShareStanding.Item

    /// A run whose items are shared.
    struct Share {
        var server: String
        var isSafe: Bool
        var isLossy: Bool
        /// By the SHA-256 of their keys, in hexadecimal digits.
        var items: [String: Item] = [:]
    }

    /// The subject of a part.
    static func subject(_ part: Int, of run: String) -> String { "part \(part) of \(run)" }

    private static func part(_ subject: String) -> (number: Int, run: String)? {
        let words = subject.split(separator: " ", maxSplits: 3)
        guard words.count == 4, words[0] == "part", let number = Int(words[1]) else { return nil }
        return (number, String(words[3]))
    }

    mutating func make(_ subject: String) {
        turns[subject] = Turn(server: incarnation, isSafe: isSynchronous)
        guard let (_, run) = Self.part(subject), shares[run] == nil else { return }
        shares[run] = Share(server: incarnation, isSafe: isSynchronous, isLossy: false)
    }

    /// A part has another owner than before.
    mutating func begin(_ subject: String) {
        guard let (_, run) = Self.part(subject), var share = shares[run], share.isSafe || !isCalm else { return }
        if !isCalm, !isSynchronous { share.isLossy = true }
        if share.isSafe { share.server = incarnation }
        share.isSafe = share.isSafe && isSynchronous
        shares[run] = share
    }

    mutating func assign(_ run: String, _ request: ShareRequest) -> ShareStanding {
        let isCalm = enter(request.calm) || !assignsWhenCalm
        var outcome: ShareStanding.Outcome = isCalm ? .stored : .early
        if let part = request.part, isCalm {
            let turn = turns[Self.subject(part, of: run)]
            if let turn, turn.owner == request.owner, turn.epoch == request.epoch, var share = shares[run] {
                if !share.isSafe, share.server != incarnation { share.isLossy = true }
                share.server = incarnation
                share.isSafe = isSynchronous
                var most = request.most
                for key in request.keys where most > 0 && share.items[key] == nil {
                    share.items[key] = Item(part: part, state: nil, attempts: 0)
                    most -= 1
                }
                shares[run] = share
            } else {
                outcome = .lost
            }
        }
        return ShareStanding(
            outcome, server: incarnation, isLossy: shares[run]?.isLossy ?? false,
            items: request.keys.map { shares[run]?.items[$0] })
    }

    /// The last owner of a part has given it back.
    mutating func rest(_ subject: String) {
        guard let (_, run) = Self.part(subject), shares[run]?.server == incarnation else { return }
        let others = turns.filter { Self.part($0.key)?.run == run && $0.value.owner != nil }
        if others.isEmpty { shares[run]?.isSafe = true }
    }

    /// Whether an item's record may be there; notes it.
    mutating func keepItem(_ record: TurnRecord, _ subject: String) -> Bool {
        guard record.kind == 3, let (number, run) = Self.part(subject), let key = Self.key(record) else { return true }
        if let item = shares[run]?.items[key], item.part != number { return false }
        let state = record.state.map { $0 % 8 }
        shares[run]?.items[key] = Item(part: number, state: state, attempts: Self.attempts(record))
        return true
    }

    mutating func dropItem(_ record: TurnRecord, _ subject: String) {
        guard record.kind == 3, let (number, run) = Self.part(subject), let key = Self.key(record),
            shares[run]?.items[key]?.part == number
        else { return }
        shares[run]?.items[key]?.state = nil
    }

    /// The rows of items in these tests are `[1,{"bytes":"…"},…]`, as a journal has them.
    static func content(_ id: Int, key: String, attempts: Int) -> String {
        #"[\#(id),{"bytes":"\#(Base64.text(key))"},null,0,\#(attempts)]"#
    }

    private static func key(_ record: TurnRecord) -> String? {
        record.content.flatMap { $0.split(separator: "\"").dropFirst(3).first.map(String.init) }.map(Base64.hash)
    }

    private static func attempts(_ record: TurnRecord) -> Int {
        record.content.flatMap { $0.dropLast().split(separator: ",").last.flatMap { Int($0) } } ?? 0
    }
}
