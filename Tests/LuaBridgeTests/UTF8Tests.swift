import CLua
import Testing

/// Which bytes C takes for UTF-8, beside Swift's own answer.
struct UTF8Tests {
    private func length(_ bytes: [UInt8]) -> Int {
        Int(bytes.withUnsafeBufferPointer { clua_utf8_length($0.baseAddress, $0.count) })
    }

    /// Every first and second byte, with further bytes at the borders.
    @Test(arguments: UInt8.min...UInt8.max) func agreesWithSwift(first: UInt8) {
        for second in UInt8.min...UInt8.max {
            for third: UInt8 in [0x00, 0x7F, 0x80, 0xBF, 0xC0, 0xFF] {
                for fourth: UInt8 in [0x7F, 0x80, 0xBF, 0xC0] {
                    let bytes = [first, second, third, fourth]
                    let whole = (1...4).first { String(validating: bytes.prefix($0), as: UTF8.self) != nil }
                    #expect(length(bytes) == whole ?? 0, "\(bytes)")
                }
            }
        }
    }

    @Test(arguments: [[0xC3], [0xE2, 0x82], [0xF0, 0x9F, 0x98], [0xF0]] as [[UInt8]])
    func aCharacterMayBeCutShort(_ bytes: [UInt8]) {
        #expect(length(bytes) == -1)
    }

    @Test(arguments: [[0xE0, 0x80], [0xED, 0xA0], [0xF4, 0x90], [0xF0, 0x8F], [0xC1]] as [[UInt8]])
    func whatCannotBecomeOneIsNone(_ bytes: [UInt8]) {
        #expect(length(bytes) == 0)
    }
}
