import Synchronization

/// Which items a pass has met, and where: six bytes for each.
struct SeenPlaces {
    /// 0 for an item not met; else the number of the text before the digits, from 1 on.
    private var prefixes: [UInt16]
    /// The digits at the end of the place.
    private var numbers: [UInt32]
    /// The texts before the digits; the first is that of an item without a place.
    private var texts: [String?] = [nil]

    init(capacity: Int) {
        prefixes = Array(repeating: 0, count: capacity + 1)
        numbers = Array(repeating: 0, count: capacity + 1)
    }

    /// Notes an item; false if it was met before.
    mutating func insert(_ ordinal: Int64, at place: String?) -> Bool {
        let index = Int(ordinal)
        if index >= prefixes.count {
            let more = max(prefixes.count, index + 1 - prefixes.count)
            prefixes.append(contentsOf: repeatElement(0, count: more))
            numbers.append(contentsOf: repeatElement(0, count: more))
        }
        guard prefixes[index] == 0 else { return false }
        guard let place else {
            prefixes[index] = 1
            return true
        }
        let (text, number) = Self.split(place)
        prefixes[index] = self.number(of: text) ?? 1
        numbers[index] = number
        return true
    }

    /// Whether an item was met.
    func contains(_ ordinal: Int64) -> Bool {
        prefixes.indices.contains(Int(ordinal)) && prefixes[Int(ordinal)] != 0
    }

    /// Where an item was met; nil if it has no place, or if there were more than 65,000 texts before the digits.
    func place(of ordinal: Int64) -> String? {
        let index = Int(ordinal)
        guard prefixes.indices.contains(index), prefixes[index] > 1, let text = texts[Int(prefixes[index]) - 1]
        else { return nil }
        return numbers[index] == 0 ? text : text + String(numbers[index])
    }

    /// The numbers of the items that were met in the order of their places: files in the order in which they were met,
    /// and by line.
    ///
    /// - Returns: nil if that is the order of the numbers, or if an item has no place that can be compared.
    func order() -> [UInt32]? {
        func place(_ index: Int) -> UInt64 { UInt64(prefixes[index]) << 32 | UInt64(numbers[index]) }
        var isOrdered = true
        var last: UInt64 = 0
        for index in prefixes.indices where prefixes[index] != 0 {
            guard prefixes[index] > 1, numbers[index] > 0 else { return nil }
            if place(index) < last { isOrdered = false }
            last = place(index)
        }
        if isOrdered { return nil }
        return prefixes.indices.filter { prefixes[$0] != 0 }.sorted { place($0) < place($1) }.map(UInt32.init)
    }

    private mutating func number(of text: Substring) -> UInt16? {
        // Neighbours are of one file.
        if let last = texts.last, let last, last == text { return UInt16(texts.count) }
        if let index = texts.firstIndex(where: { $0.map { $0 == text } ?? false }) { return UInt16(index + 1) }
        guard texts.count < Int(UInt16.max) else { return nil }
        texts.append(String(text))
        return UInt16(texts.count)
    }

    /// `links.csv:` and 7413; the number is 0 for a text that does not end with one of at most nine digits.
    private static func split(_ place: String) -> (Substring, UInt32) {
        let digits = place.utf8.reversed().prefix(9).prefix { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
        var start = place.utf8.index(place.endIndex, offsetBy: -digits.count)
        while start < place.endIndex, place.utf8[start] == UInt8(ascii: "0") { start = place.utf8.index(after: start) }
        return (place[..<start], UInt32(place[start...]) ?? 0)
    }
}

/// Items that a pass has found to be new and that are not in the journal yet: as many as are in progress.
final class UnwrittenItems: Sendable {
    private let ordinals = Mutex<[ItemKey: Int64]>([:])

    func ordinal(of key: ItemKey) -> Int64? { ordinals.withLock { $0[key] } }

    func insert(_ key: ItemKey, _ ordinal: Int64) { ordinals.withLock { $0[key] = ordinal } }

    func remove(_ keys: [ItemKey]) {
        if keys.isEmpty { return }
        ordinals.withLock { ordinals in for key in keys { ordinals[key] = nil } }
    }

    func removeAll() { ordinals.withLock { $0 = [:] } }
}
