extension Duration {
    /// A time as people write it: `90`, `90s`, `5m`, `2h`, `1d`, `2w`; without a unit it is seconds.
    ///
    /// Nil for anything that is no time from 0 to 1e9 seconds.
    package init?(amount text: some StringProtocol) {
        let units: [Character: Double] = ["s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800]
        var number = text[...]
        var unit = 1.0
        if let last = number.last, let known = units[last] {
            unit = known
            number.removeLast()
        }
        guard !number.isEmpty, number.allSatisfy({ $0.isASCII && ($0.isNumber || $0 == ".") }),
            let amount = Double(String(number)), (0...1e9).contains(amount * unit)
        else { return nil }
        self = .seconds(amount * unit)
    }
}
