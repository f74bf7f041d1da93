import LuaBridge
import TestSupport
import Testing
import TextFormats

/// What is encoded is decoded the same.
struct JSONRoundTripTests {
    @Test(arguments: 1...60 as ClosedRange<UInt64>) func whatIsEncodedIsDecoded(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let original = JSONSample.value(&random)
        #expect(try JSON.decode(JSON.encode(original)) == original)
        #expect(try JSON.decode(JSON.encode(original, pretty: true, empty: .array)) == original)
    }
}
