import Glibc
import Operations
import Testing
import Timekeeping

/// Zones as the system's files have them; the C library is the judge.
struct ZoneRulesTests {
    private static let names = [
        "Asia/Singapore", "America/New_York", "Europe/London", "Europe/Dublin", "Australia/Lord_Howe",
        "America/Santiago", "Asia/Kathmandu", "Africa/Casablanca", "Pacific/Apia", "Antarctica/Troll", "UTC",
        "America/Nuuk", "Asia/Gaza",
    ]

    /// What `date` says, for moments in this and the next decades.
    @Test(arguments: names)
    func offsetsAreThoseOfTheCLibrary(_ name: String) async {
        // In a process of its own, whose time zone it sets.
        await #expect(processExitsWith: .success) { [name] in
            let zone = try ZoneRules(named: name)
            var expected: [Int] = [], found: [Int] = []
            for step in 0..<2_000 {
                let moment = ServiceInstant(milliseconds: (946_684_800 + Int64(step) * 1_234_567) * 1000)
                expected.append(ReferenceClock.offset(of: name, at: moment))
                let offset = zone.offset(at: moment)
                found.append(Int(offset.roundedSeconds))
            }
            #expect(found == expected)
        }
    }

    @Test func aTimeThatClocksSkipHasNoMoment() throws {
        let zone = try ZoneRules(named: "America/New_York")
        let skipped = CivilTime(year: 2026, month: 3, day: 8, hour: 2, minute: 30)
        #expect(zone.moments(of: skipped) == [])
        let gap = try #require(zone.gap(at: skipped))
        #expect(gap.change == CivilTime(year: 2026, month: 3, day: 8, hour: 7).atUTC)
        #expect(gap.length == .seconds(3600))
    }

    @Test func aTimeThatComesTwiceHasTwoMoments() throws {
        let zone = try ZoneRules(named: "America/New_York")
        let twice = CivilTime(year: 2026, month: 11, day: 1, hour: 1, minute: 30)
        let first = CivilTime(year: 2026, month: 11, day: 1, hour: 5, minute: 30).atUTC
        #expect(zone.moments(of: twice) == [first, first + .seconds(3600)])
    }

    @Test(arguments: [
        "", "Nowhere/Land", "../../etc/passwd", "/etc/localtime", "Asia", "tzdata.zi", "Asia/Singapore\n",
    ])
    func whatIsNoZoneIsRefused(_ name: String) {
        #expect(throws: ZoneRules.Unusable.self) { try ZoneRules(named: name) }
    }

    /// A file that is cut off or changed is refused, and never read past its end.
    @Test func damagedFilesAreRefused() throws {
        let file = try ReferenceClock.file("America/New_York")
        for length in stride(from: 0, to: file.count - 1, by: 7) {
            #expect(ZoneRules(name: "x", file: Array(file.prefix(length))) == nil, "\(length)")
        }
        for place in 0..<min(120, file.count) {
            var bytes = file
            bytes[place] = 0xFF
            _ = ZoneRules(name: "x", file: bytes)
        }
    }
}

/// The C library's idea of time, in a process of its own zone.
enum ReferenceClock {
    /// Sets the zone of the process: a test that calls it needs one of its own, since the list of variables must not
    /// change while another test starts a program with it.
    static func offset(of zone: String, at moment: ServiceInstant) -> Int {
        setenv("TZ", ":" + zone, 1)
        tzset()
        var time = time_t(moment.milliseconds / 1000)
        var fields = tm()
        localtime_r(&time, &fields)
        return fields.tm_gmtoff
    }

    static func file(_ zone: String) throws -> [UInt8] {
        let descriptor = open(ZoneRules.folder + "/" + zone, O_RDONLY)
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 1 << 16)
        let count = read(descriptor, &bytes, bytes.count)
        try #require(count > 0)
        return Array(bytes.prefix(count))
    }
}
