import FoundationEssentials

extension Date {
    /// Milliseconds since 1970, as the journal holds times.
    var milliseconds: Int64 { Int64((timeIntervalSince1970 * 1000).rounded()) }

    /// A time of the journal; one of a damaged row is taken for the nearest within the years 1970 to 9999.
    init(milliseconds: Int64) {
        self.init(timeIntervalSince1970: Double(min(max(milliseconds, 0), 253_402_300_799_999)) / 1000)
    }
}
