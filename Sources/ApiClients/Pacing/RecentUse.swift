/// How many slots were taken in each of the last sixty seconds.
struct RecentUse: Sendable, Hashable {
    private var counts: [Int] = []
    private var lastSecond: Int64 = 0

    init() {}

    init(_ unpacker: inout Unpacker) throws {
        lastSecond = try unpacker.integer()
        counts = try unpacker.list { Int(try $0.integer(UInt32.self)) }
    }

    func pack(into packer: inout Packer) {
        packer.add(lastSecond)
        packer.add(counts) { $0.add(UInt32(clamping: $1)) }
    }

    mutating func count(_ now: Int64, _ requests: Int = 1) {
        let second = now / 1_000_000_000
        let passed = second - lastSecond
        if counts.isEmpty || passed >= 60 || passed < 0 {
            counts = [0]
        } else {
            counts.append(contentsOf: repeatElement(0, count: Int(passed)))
            counts.removeFirst(max(0, counts.count - 60))
        }
        lastSecond = second
        counts[counts.count - 1] += requests
    }

    func total(_ now: Int64) -> Int {
        let passed = max(0, now / 1_000_000_000 - lastSecond)
        return counts.suffix(max(0, 60 - Int(min(passed, 60)))).reduce(0, +)
    }
}
