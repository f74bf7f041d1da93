@testable import ApiClients
import Testing

struct BootClockTests {
    @Test(arguments: [
        ("monotonic           0         0\nboottime            0         0\n", 0),
        ("monotonic      -3600         0\nboottime        86400       500\n", 86_400_000_000_500),
        ("1 0 0\n7 -2 -5\n", -2_000_000_005), ("", 0), ("boottime\n", 0),
    ])
    func aTimeNamespaceMovesNothing(offsets: String, nanoseconds: Int64) {
        #expect(TimeSource.bootOffset(in: offsets) == .nanoseconds(nanoseconds))
    }
}
