import SystemFiles

/// Where a text's lines begin.
struct LineTable {
    private let bytes: [UInt8]
    private var starts = [0]

    /// Line breaks are what Lua counts as one: `\n`, `\r`, or both in either order.
    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        starts = [bytes.withoutByteOrderMark.startIndex]
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            index += 1
            guard byte.isLineBreak else { continue }
            if index < bytes.count, bytes[index].isLineBreak, bytes[index] != byte { index += 1 }
            starts.append(index)
        }
    }

    /// The line, counted from 1.
    func line(of offset: Int) -> Int {
        var low = 0, high = starts.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if starts[middle] <= offset { low = middle } else { high = middle }
        }
        return low + 1
    }

    /// The line and the column, both counted from 1; a column is a character.
    ///
    /// - Parameter offsets: Ascending, so that a line of many findings is counted once.
    func places(of offsets: some Sequence<Int>) -> [(line: Int, column: Int)] {
        var last = (offset: 0, line: 0, column: 0)
        return offsets.map { offset in
            let line = line(of: offset)
            if line != last.line { last = (min(starts[line - 1], offset), line, 1) }
            last.column += String(decoding: bytes[last.offset..<offset], as: UTF8.self).count
            last.offset = offset
            return (line, last.column)
        }
    }
}
