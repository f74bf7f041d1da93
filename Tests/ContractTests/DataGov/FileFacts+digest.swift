import ApiClients
import FoundationEssentials

extension FileFacts {
    /// The MD5 as the emulator's ledger writes it.
    var md5InHex: String {
        (Data(base64Encoded: md5) ?? Data()).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
