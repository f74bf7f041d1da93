import Hashing

extension String {
    /// The MD5 of a file with this content as the emulator's ledger writes it.
    func md5InHex() throws -> String { try MD5.hash(utf8).hex }
}
