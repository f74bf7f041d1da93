@testable import ApiClients
import Testing

struct SaturatingTests {
    @Test func arithmeticStopsAtTheBounds() {
        #expect(Int64.max.saturatingAdding(1) == .max && Int64.min.saturatingAdding(-1) == .min)
        #expect(Int64.max.saturatingSubtracting(-1) == .max && Int64.min.saturatingSubtracting(1) == .min)
        #expect(3.saturatingAdding(4) == 7 && 3.saturatingSubtracting(4) == -1)
    }

    @Test(
        arguments: [
            (0.0, 0), (1.5, 2), (-1.4, -1), (.nan, 0), (.infinity, .max), (-.infinity, .min), (1e300, .max),
            (-1e300, .min),
            (9.3e18, .max), (-9_223_372_036_854_775_808, .min),
        ] as [(Double, Int)])
    func floatsBecomeTheNearestNumber(_ float: Double, _ number: Int) {
        #expect(Int(saturating: float) == number)
    }

    @Test(arguments: [
        "9223372036854775807-01-01T00:00:00Z", "99999999999-01-99999999999999T00:99999999999999:00Z",
        "10000-01-01T00:00:00Z", "0000-01-01T00:00:00Z", "2022-13-01T00:00:00Z", "2022-01-32T00:00:00Z",
    ])
    func absurdDatesAreNone(_ text: String) {
        #expect(Timestamp.parse(text) == nil)
    }
}
