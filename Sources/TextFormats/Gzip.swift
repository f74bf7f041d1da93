import CGzip
import Glibc
import LuaBridge
import SystemFiles

/// Why a file cannot be read or written as gzip.
enum GzipFault: Error, Hashable {
    case damaged, cut, memory, library
    /// The system cannot read the file.
    case system

    init(_ result: cgz_result) {
        self =
            switch result {
            case CGZ_DAMAGED: .damaged
            case CGZ_CUT: .cut
            case CGZ_NO_MEMORY: .memory
            case CGZ_READ_FAILED: .system
            default: .library
            }
    }

    var words: String {
        switch self {
        case .damaged: "the gzip archive is damaged: pack it again, or copy it again from where it came"
        case .cut: "the gzip archive ends too early: it was not written or copied to its end"
        case .memory: "not enough memory"
        case .library: "gzip needs zlib, which is not installed (package zlib1g)"
        case .system: "cannot be read"
        }
    }
}

/// Packs what is written to a file.
struct GzipOutput: ~Copyable, @unchecked Sendable {
    // Unchecked: only this value, which is never copied, reaches what the pointer points to, and its owner locks it.
    private let output: OpaquePointer

    /// Whether a file of this name is meant to be gzip.
    static func isMeant(by path: String) -> Bool { path.lowercased().hasSuffix(".gz") }

    /// - Parameter descriptor: Borrowed.
    init(to descriptor: Int32) throws(GzipFault) {
        guard let output = cgz_output_new(descriptor) else { throw .library }
        self.output = output
    }

    deinit { cgz_output_free(output) }

    /// The `errno` of a failure, or nil.
    ///
    /// - Parameter isLast: Whether the archive ends with these bytes.
    borrowing func write(_ bytes: UnsafeRawBufferPointer, isLast: Bool = false) -> Int32? {
        let errno = cgz_output_write(output, bytes.baseAddress, bytes.count, isLast)
        return errno == 0 ? nil : errno
    }
}

/// A file to read, for what it has packed if it is gzip.
struct UnpackedFile: ~Copyable, @unchecked Sendable {
    // Unchecked: only this value, which is never copied, reaches what the pointer points to.
    private let file: OpenFile
    private let packed: OpaquePointer?

    init(_ file: consuming OpenFile) throws(GzipFault) {
        let isPacked = cgz_is_packed(file.descriptor)
        packed = isPacked ? cgz_input_new(file.descriptor) : nil
        self.file = file
        if isPacked, packed == nil { throw .memory }
    }

    deinit { cgz_input_free(packed) }

    /// Bytes that it holds.
    var held: Int { packed == nil ? 0 : cgz_input_held() }

    /// Fills the end of a buffer, as far as one reading goes; 0 at the end of the file.
    ///
    /// - Throws: ``GzipFault``; `errno` says why where the system is to blame.
    mutating func read(into buffer: inout [UInt8], from start: Int) throws(GzipFault) -> Int {
        var count = 0
        let (descriptor, packed) = (file.descriptor, packed)
        let result = buffer.withUnsafeMutableBytes { bytes in
            let room = UnsafeMutableRawBufferPointer(rebasing: bytes[start...])
            guard packed != nil else {
                let got = SystemError.uninterrupted { Glibc.read(descriptor, room.baseAddress, room.count) }
                count = max(0, got)
                return got < 0 ? CGZ_READ_FAILED : CGZ_OK
            }
            return cgz_input_read(packed, room.baseAddress, room.count, &count)
        }
        guard result == CGZ_OK else { throw GzipFault(result) }
        return count
    }
}
