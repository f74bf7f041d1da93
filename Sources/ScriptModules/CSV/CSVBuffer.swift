import Glibc
import LuaBridge

/// The part of a file that is in memory: from the record that is read now as far as the file was read.
///
/// Reads a chunk at a time; a longer record makes it grow, doubling, up to a limit.
struct CSVBuffer: ~Copyable, Sendable {
    private let file: OpenFile
    private(set) var bytes: [UInt8]
    private(set) var start = 0
    private(set) var end = 0
    private(set) var isAtEndOfFile = false

    init(_ file: consuming OpenFile, chunk: Int) {
        self.file = file
        bytes = [UInt8](repeating: 0, count: max(4, chunk))
    }

    var count: Int { end - start }

    /// Drops what was consumed; `start` is then `position`.
    mutating func advance(to position: Int) {
        start = position
    }

    enum Filled {
        case more, recordTooLong, failed(errno: Int32)
    }

    /// Reads on, until the buffer is full or the file has ended.
    mutating func fill(limit: Int) -> Filled {
        if start > 0 {
            let (from, length) = (start, count)
            bytes.withUnsafeMutableBytes { buffer in
                guard let base = buffer.baseAddress else { return }
                memmove(base, base + from, length)
            }
            (start, end) = (0, length)
        }
        if end == bytes.count {
            if end >= limit { return .recordTooLong }
            bytes += [UInt8](repeating: 0, count: min(bytes.count, limit - bytes.count))
        }
        while end < bytes.count {
            let offset = end
            let descriptor = file.descriptor
            let count = bytes.withUnsafeMutableBytes {
                read(descriptor, $0.baseAddress.map { $0 + offset }, $0.count - offset)
            }
            if count < 0 {
                if errno == EINTR { continue }
                return .failed(errno: errno)
            }
            if count == 0 {
                isAtEndOfFile = true
                break
            }
            end += count
        }
        return .more
    }
}
