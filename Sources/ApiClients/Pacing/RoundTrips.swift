/// The latest round trips of an account, and the time that all of them surely took.
struct RoundTrips: Sendable, Hashable {
    static let count = 200

    /// Microseconds; once full, the oldest is overwritten.
    private var latest: [UInt32] = []
    private var next = 0
    /// The cautious lower bound of a round trip, in nanoseconds; 0 until enough are known.
    private(set) var lead: Int64 = 0
    /// The same as `latest` in order, made anew after reading.
    private var sorted: [UInt32] = []

    init() {}

    init(_ unpacker: inout Unpacker) throws {
        latest = try unpacker.list { try $0.integer() }
        next = try unpacker.integer()
        lead = try unpacker.integer()
    }

    func pack(into packer: inout Packer) {
        packer.add(latest) { $0.add($1) }
        packer.add(next)
        packer.add(lead)
    }

    mutating func record(_ nanoseconds: Int64) {
        if sorted.count != latest.count { sorted = latest.sorted() }
        let value = UInt32(clamping: nanoseconds / 1000)
        if latest.count < Self.count {
            latest.append(value)
        } else {
            sorted.remove(at: place(of: latest[next]))
            latest[next] = value
            next = (next + 1) % Self.count
        }
        sorted.insert(value, at: place(of: value))
        guard sorted.count == Self.count else { return }
        let least = Int64(sorted[0])
        let most = Int64(sorted[Self.count * 9 / 10 - 1])
        lead = max(0, least - (most - least) / 2) * 1000
    }

    /// The first place whose value is not smaller.
    private func place(of value: UInt32) -> Int {
        var (low, high) = (0, sorted.count)
        while low < high {
            let middle = (low + high) / 2
            if sorted[middle] < value { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
