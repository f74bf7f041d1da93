extension Duration {
    /// Seconds to the millisecond: `0.120 s`; nothing below zero.
    package var millisecondText: String {
        let milliseconds = max(0, components.seconds) * 1_000 + max(0, components.attoseconds) / 1_000_000_000_000_000
        let fraction = String(milliseconds % 1_000)
        return "\(milliseconds / 1_000).\(String(repeating: "0", count: 3 - fraction.count))\(fraction) s"
    }
}
