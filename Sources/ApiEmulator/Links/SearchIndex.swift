#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The addresses of one owner's links in one text, so that looking one link up among many thousands is one C search.
struct SearchIndex {
    private var text: [CChar] = [0]
    /// Where each entry begins in the text, and whose it is.
    ///
    /// A link that was changed has several.
    private var entries: [(start: Int, link: Int)] = []

    mutating func add(_ link: Link, at position: Int) {
        text.removeLast()
        entries.append((text.count, position))
        for address in [link.shortUrl, link.longUrl] {
            text.append(contentsOf: address.utf8.lazy.map { CChar(bitPattern: $0) })
            text.append(CChar(bitPattern: UInt8(ascii: "\n")))
        }
        text.append(0)
    }

    /// Positions of the links that may hold a text now or have held it, ascending.
    func candidates(for wanted: String) -> [Int] {
        var found: Set<Int> = []
        text.withUnsafeBufferPointer { text in
            guard let base = text.baseAddress else { return }
            var start = 0
            while let hit = strstr(base + start, wanted) {
                let entry = self.entry(at: UnsafePointer(hit) - base)
                found.insert(entries[entry].link)
                guard entry + 1 < entries.count else { return }
                start = entries[entry + 1].start
            }
        }
        return found.sorted()
    }

    private func entry(at offset: Int) -> Int {
        var (low, high) = (0, entries.count)
        while low + 1 < high {
            let middle = (low + high) / 2
            if entries[middle].start <= offset { low = middle } else { high = middle }
        }
        return low
    }
}
