import Glibc
import SystemFiles
package import Timekeeping

/// A time zone: how far its clocks are ahead of UTC, and when they change.
///
/// Read from the system's zone files (RFC 9636). The program knows none itself, and asks neither the process's `TZ` nor
/// the C library, whose zone is one for the whole process.
package struct ZoneRules: Sendable {
    /// The zone cannot be used.
    package struct Unusable: Error, Sendable, Hashable, CustomStringConvertible {
        package var description: String
        package var hint: String
    }

    /// As the system calls it: `Asia/Singapore`.
    package let name: String
    /// The moments at which the offset changes, each with the offset from then on.
    private let changes: [(at: ServiceInstant, offset: Duration)]
    /// Before the first change.
    private let first: Duration
    /// After the last one.
    private let rule: YearlyRule?

    package static let utc = ZoneRules(name: "UTC", changes: [], first: .zero, rule: nil)

    private init(name: String, changes: [(at: ServiceInstant, offset: Duration)], first: Duration, rule: YearlyRule?) {
        (self.name, self.changes, self.first, self.rule) = (name, changes, first, rule)
    }

    /// How far clocks are ahead of UTC at a moment.
    package func offset(at moment: ServiceInstant) -> Duration {
        guard let last = changes.last else { return rule?.offset(at: moment) ?? first }
        if moment >= last.at { return rule?.offset(at: moment) ?? last.offset }
        // The number of changes until then, found by halving.
        var low = 0, high = changes.count
        while low < high {
            let middle = (low + high) / 2
            if changes[middle].at <= moment { low = middle + 1 } else { high = middle }
        }
        return low == 0 ? first : changes[low - 1].offset
    }

    /// What clocks show at a moment.
    package func civil(_ moment: ServiceInstant) -> CivilTime { CivilTime(moment, offset: offset(at: moment)) }

    /// The moments at which clocks show a time: none where they are put forward over it, two where they are put back.
    package func moments(of time: CivilTime) -> [ServiceInstant] {
        let moment = time.atUTC
        // No clock is further from UTC, and none changes twice in two days.
        let offsets = [moment - .seconds(93_600), moment + .seconds(93_600)].map { offset(at: $0) }
        return Set(offsets).map { moment - $0 }.filter { civil($0) == time }.sorted()
    }

    /// Where clocks are put forward over a time: the moment of the change, and how far they are put forward.
    package func gap(at time: CivilTime) -> (change: ServiceInstant, length: Duration)? {
        let moment = time.atUTC
        var (low, high) = (moment - .seconds(93_600), moment + .seconds(93_600))
        let (before, after) = (offset(at: low), offset(at: high))
        guard after > before, moments(of: time).isEmpty else { return nil }
        while high - low > .seconds(1) {
            let middle = low + (high - low) / 2
            if offset(at: middle) == before { low = middle } else { high = middle }
        }
        return (high.inWholeSeconds, after - before)
    }

    /// Whether clocks are never changed after a moment.
    package func isFixed(after moment: ServiceInstant) -> Bool {
        rule?.summer == nil && moment.isAfter(changes.last?.at)
    }
}

extension ZoneRules {
    /// Where the system keeps its zones.
    package static let folder = "/usr/share/zoneinfo"

    /// A zone by its name.
    ///
    /// - Throws: ``Unusable``
    package init(named name: String, folder: String = ZoneRules.folder) throws(Unusable) {
        if name == "UTC" || name == "Etc/UTC" {
            self = .utc
            return
        }
        let isName =
            !name.isEmpty && name.utf8.count < 100 && !name.hasPrefix("/") && !name.contains("..")
            && name.utf8.allSatisfy { isalnum(Int32($0)) != 0 || "/_+-".utf8.contains($0) }
        guard isName, let bytes = Self.bytes(of: folder + "/" + name),
            let zone = ZoneRules(name: name, file: bytes)
        else {
            let hint =
                access(folder, R_OK) == 0
                ? "Name one as in Asia/Singapore or UTC; timedatectl list-timezones lists them."
                : "Install the package tzdata, which \(folder) belongs to."
            throw Unusable(description: "there is no time zone '\(name)'", hint: hint)
        }
        self = zone
    }

    /// The machine's own zone, by which daemons go; UTC where none is set.
    package static var system: ZoneRules {
        var target = [CChar](repeating: 0, count: 4096)
        let count = readlink("/etc/localtime", &target, target.count - 1)
        let path = String(decoding: target.prefix(max(0, count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
        if let range = path.firstRange(of: "zoneinfo/"),
            let zone = try? ZoneRules(named: String(path[range.upperBound...]))
        {
            return zone
        }
        return bytes(of: "/etc/localtime").flatMap { ZoneRules(name: "the system's zone", file: $0) } ?? .utc
    }

    private static func bytes(of path: String) -> [UInt8]? {
        try? FileBytes.all(ofFileAt: path, limit: 1 << 20)
    }

    /// A zone file's content; nil for anything else.
    package init?(name: String, file bytes: [UInt8]) {
        guard let old = ZoneFileHead(bytes, at: 0), old.version >= 2,
            let head = ZoneFileHead(bytes, at: old.end(timeSize: 4))
        else { return nil }
        var place = head.start
        let times = (0..<head.times).map { _ in
            defer { place += 8 }
            return bytes[place..<place + 8].reduce(Int64(0)) { $0 << 8 | Int64($1) }
        }
        let kinds = bytes[place..<place + head.times].map(Int.init)
        place += head.times
        let offsets = (0..<head.kinds).map { kind in
            let start = place + kind * 6
            let number = bytes[start..<start + 4].reduce(Int32(0)) { $0 << 8 | Int32($1) }
            return Duration.seconds(Int64(number))
        }
        guard let first = offsets.first, kinds.allSatisfy(offsets.indices.contains) else { return nil }
        let footer = bytes[head.end(timeSize: 8)...].dropFirst()
        // Without its last line break the file is cut off.
        guard let end = footer.firstIndex(of: UInt8(ascii: "\n")) else { return nil }
        let rest = footer[..<end]
        let text = String(decoding: rest, as: UTF8.self)
        let rule = YearlyRule(text)
        guard rule != nil || text.isEmpty else { return nil }
        let bound = Int64.max / 1000
        self.init(
            name: name,
            changes: zip(times, kinds).map { time, kind in
                (ServiceInstant(milliseconds: min(max(time, -bound), bound) * 1000), offsets[kind])
            }, first: first, rule: rule)
    }
}

/// The counts at the beginning of each half of a zone file.
private struct ZoneFileHead {
    var version: Int
    /// Where the data begins.
    var start: Int
    var times: Int
    var kinds: Int
    private var rest: (leaps: Int, standards: Int, locals: Int, letters: Int)
    private let size: Int

    /// Nil where there is none, or where the data is cut off.
    init?(_ bytes: [UInt8], at place: Int) {
        guard place >= 0, bytes.count - place >= 44, bytes[place..<place + 4].elementsEqual("TZif".utf8) else {
            return nil
        }
        version = bytes[place + 4] == 0 ? 1 : Int(bytes[place + 4]) - 0x30
        func count(_ index: Int) -> Int {
            let start = place + 20 + index * 4
            return bytes[start..<start + 4].reduce(0) { $0 << 8 | Int($1) }
        }
        rest = (leaps: count(2), standards: count(1), locals: count(0), letters: count(5))
        (times, kinds, start, size) = (count(3), count(4), place + 44, bytes.count)
        guard kinds > 0,
            [times, kinds, rest.leaps, rest.standards, rest.locals, rest.letters].allSatisfy({ $0 < 1 << 20 }),
            end(timeSize: place == 0 ? 4 : 8) <= size
        else { return nil }
    }

    /// Where the data ends.
    ///
    /// - Parameter timeSize: Bytes of a time.
    func end(timeSize: Int) -> Int {
        start + times * (timeSize + 1) + kinds * 6 + rest.letters + rest.leaps * (timeSize + 4) + rest.standards
            + rest.locals
    }
}
