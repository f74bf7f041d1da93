import LuaBridge
import TextFormats

extension FuzzTarget {
    /// JSON: what is decoded is encoded and decoded again, and must be the same.
    static let json = FuzzTarget(name: "json") {
        { input in
            guard let value = try? JSON.decode(input) else { return nil }
            for pretty in [false, true] {
                do {
                    let text = try JSON.encode(value, pretty: pretty)
                    let again = try JSON.decode(text)
                    guard again == value else { return "decoded \(value), then \(again)" }
                } catch {
                    return "cannot be written or read again: \(error)"
                }
            }
            return nil
        }
    }
}
