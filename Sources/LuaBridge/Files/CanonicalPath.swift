import Glibc
import SystemFiles

/// An absolute path without `.`, `..` and symbolic links, compared byte by byte.
///
/// Not a `String`, because two strings are equal when they are the same text in different Unicode forms, and
/// for the kernel those are two files.
struct CanonicalPath: Sendable, Hashable {
    var components: [[UInt8]] = []

    var bytes: [UInt8] {
        guard !components.isEmpty else { return [slash] }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(components.reduce(1) { $0 + 1 + $1.count })
        for component in components {
            bytes.append(slash)
            bytes += component
        }
        return bytes
    }

    /// Null-terminated, for system calls.
    var cString: [CChar] { bytes.cString }

    var description: String { String(decoding: bytes, as: UTF8.self) }

    /// Whether `other` is this path or lies beneath it.
    func contains(_ other: CanonicalPath) -> Bool {
        other.components.starts(with: components)
    }

    /// The folder and the last name; nil for `/`.
    var split: (parent: CanonicalPath, name: [UInt8])? {
        components.last.map { (CanonicalPath(components: components.dropLast()), $0) }
    }

    /// The path without `.` and `..`, whatever links it holds.
    init(lexically path: [UInt8]) {
        for component in path.split(separator: slash) where !component.elementsEqual(".".utf8) {
            if component.elementsEqual("..".utf8) {
                _ = components.popLast()
            } else {
                components.append(Array(component))
            }
        }
    }

    init(components: some Sequence<[UInt8]>) {
        self.components = Array(components)
    }
}

extension CanonicalPath {
    /// Follows the links of an absolute path as the kernel would.
    ///
    /// What does not exist is kept as it is written, so that a file yet to be made has a path too. `failure` is the
    /// error with which the kernel would stop before the last component; it is not thrown, because whether the
    /// script may know of it depends on where the path leads. `passing` is told where each link is that was followed,
    /// and `leaving` each place that a `..` leaves, whether it exists or not.
    static func resolving(
        _ path: [UInt8], followingLast: Bool, passing: (CanonicalPath) -> Void = { _ in },
        leaving: (CanonicalPath) -> Void = { _ in }
    ) -> (path: CanonicalPath, failure: Int32?) {
        var pending = path.split(separator: slash).map(Array.init)
        pending.reverse()
        var resolved = CanonicalPath(components: [])
        var links = 0
        var failure: Int32?
        while let component = pending.popLast() {
            if component.elementsEqual(".".utf8) { continue }
            if component.elementsEqual("..".utf8) {
                leaving(resolved)
                _ = resolved.components.popLast()
                continue
            }
            resolved.components.append(component)
            if failure != nil || pending.isEmpty && !followingLast { continue }
            switch readLink(resolved.cString) {
            case .success(let target):
                links += 1
                passing(resolved)
                guard links <= 40 else { return (resolved, ELOOP) }
                resolved.components = target.first == slash ? [] : resolved.components.dropLast()
                pending += target.split(separator: slash).map(Array.init).reversed()
            case .failure(let error):
                // EINVAL: not a link.
                if error.number != EINVAL && !pending.isEmpty { failure = error.number }
            }
        }
        return (resolved, failure)
    }

    private static func readLink(_ path: [CChar]) -> Result<[UInt8], SystemError> {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(PATH_MAX)) { target in
            guard let start = target.baseAddress else { return .failure(SystemError(ENOMEM)) }
            let count = readlink(path, start, target.count)
            guard count >= 0 else { return .failure(SystemError()) }
            return .success(target.prefix(count).map { UInt8(bitPattern: $0) })
        }
    }
}

let slash = UInt8(ascii: "/")

extension Sequence<UInt8> {
    /// Null-terminated, for system calls.
    var cString: [CChar] { map { CChar(bitPattern: $0) } + [0] }
}
