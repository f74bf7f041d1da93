import JSONTape

/// Writes one JSON object, member by member; what is nil is left out.
///
/// By hand, because a coder's look at its types takes longer than a short script.
struct JSONObjectWriter {
    private(set) var bytes: [UInt8] = [UInt8(ascii: "{")]
    private var isEmpty = true

    /// The members that `body` writes, in braces.
    static func object(_ body: (inout JSONObjectWriter) -> Void) -> [UInt8] {
        var writer = JSONObjectWriter()
        body(&writer)
        return writer.bytes + [UInt8(ascii: "}")]
    }

    mutating func add(_ name: StaticString, _ text: String?) {
        guard let text else { return }
        begin(name)
        JSONText.append(text, to: &bytes)
    }

    mutating func add(_ name: StaticString, _ number: Int?) {
        guard let number else { return }
        begin(name)
        bytes += String(number).utf8
    }

    mutating func add(_ name: StaticString, _ number: Double?) {
        guard let number, number.isFinite else { return }
        begin(name)
        bytes += Self.text(number).utf8
    }

    mutating func add(_ name: StaticString, _ value: Bool?) {
        guard let value else { return }
        begin(name)
        bytes += (value ? "true" : "false").utf8
    }

    mutating func object(_ name: StaticString, _ body: (inout JSONObjectWriter) -> Void) {
        begin(name)
        bytes += Self.object(body)
    }

    mutating func list<Element>(
        _ name: StaticString, _ elements: [Element], _ body: (inout JSONObjectWriter, Element) -> Void
    ) {
        array(name, elements) { element in Self.object { body(&$0, element) } }
    }

    mutating func texts(_ name: StaticString, _ texts: [String]) {
        array(name, texts) { text in
            var bytes: [UInt8] = []
            JSONText.append(text, to: &bytes)
            return bytes
        }
    }

    mutating func numbers(_ name: StaticString, _ numbers: [Double]) {
        array(name, numbers) { Array(Self.text($0).utf8) }
    }

    /// An object whose names are data, in their order.
    mutating func counts(_ name: StaticString, _ counts: [String: Int]) {
        begin(name)
        bytes.append(UInt8(ascii: "{"))
        for (index, (key, count)) in counts.sorted(by: { $0.key < $1.key }).enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            JSONText.append(key, to: &bytes)
            bytes += ":\(count)".utf8
        }
        bytes.append(UInt8(ascii: "}"))
    }

    private mutating func array<Element>(_ name: StaticString, _ elements: [Element], _ text: (Element) -> [UInt8]) {
        begin(name)
        bytes.append(UInt8(ascii: "["))
        for (index, element) in elements.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            bytes += text(element)
        }
        bytes.append(UInt8(ascii: "]"))
    }

    private mutating func begin(_ name: StaticString) {
        if !isEmpty { bytes.append(UInt8(ascii: ",")) }
        isEmpty = false
        bytes.append(UInt8(ascii: "\""))
        name.withUTF8Buffer { bytes += $0 }
        bytes += "\":".utf8
    }

    /// To the thousandth, as times are kept.
    private static func text(_ number: Double) -> String {
        let rounded = (number * 1000).rounded() / 1000
        return rounded == rounded.rounded() && abs(rounded) < 1e15 ? String(Int(rounded)) : "\(rounded)"
    }
}
