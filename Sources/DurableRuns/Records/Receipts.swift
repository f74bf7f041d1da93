import FoundationEssentials

/// The receipts of uploads in recorded results.
enum Receipts {
    /// The receipts in a JSON text, at whatever depth.
    static func `in`(_ text: String) -> [String] {
        (try? JSONDecoder().decode(Found.self, from: Data(text.utf8)))?.receipts ?? []
    }

    private struct Found: Decodable {
        var receipts: [String] = []

        init(from decoder: any Decoder) throws {
            if let members = try? decoder.container(keyedBy: AnyKey.self) {
                if let receipt = try? members.decode(String.self, forKey: AnyKey("receipt")) {
                    receipts = [receipt]
                } else {
                    for key in members.allKeys { receipts += try members.decode(Found.self, forKey: key).receipts }
                }
            } else if var elements = try? decoder.unkeyedContainer() {
                while !elements.isAtEnd { receipts += try elements.decode(Found.self).receipts }
            }
        }
    }
}
