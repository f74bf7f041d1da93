import FoundationEssentials
import LuaBridge

/// A distance from Greenwich: `Z`, `+08:00`.
struct TimeZoneOffset: LuaConvertible {
    static var luaTypeName: String { "string" }
    static let singapore = TimeZoneOffset(name: "+08:00", zone: TimeZone(secondsFromGMT: 8 * 3600) ?? .gmt)
    static let greenwich = TimeZoneOffset(name: "Z", zone: .gmt)

    let name: String
    let zone: TimeZone

    private init(name: String, zone: TimeZone) {
        self.name = name
        self.zone = zone
    }

    init(lua: LuaValue) throws(LuaMismatch) {
        let text = try String(lua: lua)
        let digits = text.dropFirst().filter { $0 != ":" }
        if text == "Z" {
            self.init(name: text, zone: .gmt)
        } else if let sign = text.first, sign == "+" || sign == "-", digits.count == 4,
            digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int(digits),
            number % 100 < 60, number <= 1800,
            let zone = TimeZone(secondsFromGMT: (sign == "-" ? -60 : 60) * (number / 100 * 60 + number % 100))
        {
            self.init(name: text, zone: zone)
        } else {
            throw LuaMismatch("expected Z or an offset such as +08:00, got \(lua.literal)")
        }
    }

    var lua: LuaValue { .string(name) }

    /// A moment in this zone: `2026-01-31T09:30:00+08:00`.
    func text(of date: Date) -> String {
        let style = Date.ISO8601FormatStyle(timeZoneSeparator: .colon, timeZone: zone)
        return date.formatted(style)
    }

    /// A date of ISO 8601; what it leaves out is midnight, and this zone.
    func date(of text: String) -> Date? {
        let day = Date.ISO8601FormatStyle(timeZone: zone).year().month().day()
        guard Self.isOnTheClock(text) else { return nil }
        if text.count == 10 { return try? Date(text, strategy: day) }
        var words = text
        if !text.dropFirst(11).contains(where: { $0 == "Z" || $0 == "+" || $0 == "-" }) {
            words += zone == .gmt ? "Z" : Self.suffix(of: zone)
        }
        let plain = Date.ISO8601FormatStyle(timeZone: zone)
        let fractional = Date.ISO8601FormatStyle(includingFractionalSeconds: true, timeZone: zone)
        return (try? Date(words, strategy: plain)) ?? (try? Date(words, strategy: fractional))
    }

    /// Whether the day and the time of day exist: Foundation takes 25 o'clock for one in the morning.
    private static func isOnTheClock(_ text: String) -> Bool {
        let moment = text.count == 10 ? text + "T00:00:00" : String(text.prefix(19))
        let date = try? Date(moment + "Z", strategy: Date.ISO8601FormatStyle())
        return date?.formatted(Date.ISO8601FormatStyle()) == moment + "Z"
    }

    private static func suffix(of zone: TimeZone) -> String {
        let minutes = abs(zone.secondsFromGMT()) / 60
        func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return (zone.secondsFromGMT() < 0 ? "-" : "+") + padded(minutes / 60) + ":" + padded(minutes % 60)
    }
}

/// Seconds since 1970, within the years 0 to 9999.
struct Instant: LuaConvertible {
    static var luaTypeName: String { "number" }
    var date: Date

    init(lua: LuaValue) throws(LuaMismatch) {
        let seconds = try Double(lua: lua)
        guard (-62_167_219_200..<253_402_300_800).contains(seconds) else {
            throw LuaMismatch("expected seconds since 1970 in the years 0 to 9999, got \(seconds)")
        }
        date = Date(timeIntervalSince1970: seconds)
    }

    var lua: LuaValue { .number(date.timeIntervalSince1970) }
}
