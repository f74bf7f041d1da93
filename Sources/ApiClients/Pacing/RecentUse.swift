import Timekeeping

/// How many slots were taken in each of the last sixty seconds.
struct RecentUse: Sendable, Hashable {
    private var counts: [Int] = []
    /// Which second of the boot clock the last count is of.
    private var last: Int64 = 0

    init() {}

    init(_ unpacker: inout Unpacker) throws {
        last = try unpacker.integer()
        counts = try unpacker.list { Int(try $0.integer(UInt32.self)) }
    }

    func pack(into packer: inout Packer) {
        packer.add(last)
        packer.add(counts) { $0.add(UInt32(clamping: $1)) }
    }

    mutating func count(_ now: BootInstant, _ requests: Int = 1) {
        let place = Self.place(of: now)
        let passed = place.saturatingSubtracting(last)
        if counts.isEmpty || passed >= 60 || passed < 0 {
            counts = [0]
        } else {
            counts.append(contentsOf: repeatElement(0, count: Int(passed)))
            counts.removeFirst(max(0, counts.count - 60))
        }
        last = place
        counts[counts.count - 1] += requests
    }

    /// How many in the last minute, or in the last whole seconds of a shorter span.
    func total(_ now: BootInstant, over span: Duration = .seconds(60)) -> Int {
        let passed = max(0, Self.place(of: now).saturatingSubtracting(last))
        return counts.suffix(max(0, Int(span.inSeconds) - Int(min(passed, 60)))).reduce(0, +)
    }

    private static func place(of now: BootInstant) -> Int64 { now.nanoseconds / 1_000_000_000 }
}
