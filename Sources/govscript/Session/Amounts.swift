import ArgumentParser
import Timekeeping

/// A time on the command line: `90`, `90s`, `5m`, `2h`, `1d`; without a unit it is seconds.
struct TimeAmount: ExpressibleByArgument, Equatable {
    var duration: Duration

    init(_ duration: Duration) { self.duration = duration }

    /// Nil for anything that is no time from 0 to 1e9 seconds.
    init?(argument: String) {
        guard let amount = Duration(amount: argument) else { return nil }
        duration = amount
    }

    var defaultValueDescription: String {
        let whole = duration.components.seconds
        return whole % 60 == 0 && whole > 0 ? "\(whole / 60)m" : "\(whole)s"
    }
}

/// An amount of memory on the command line: `64M`, `2G`, `512K`; without a unit it is mebibytes.
struct MemoryAmount: ExpressibleByArgument, Equatable {
    var bytes: Int

    init(mebibytes: Int) { bytes = mebibytes << 20 }

    /// Nil for anything that is no amount from 1 KiB to 16 TiB.
    init?(argument: String) {
        var number = argument.uppercased()[...]
        if number.hasSuffix("IB") { number.removeLast(2) } else if number.hasSuffix("B") { number.removeLast() }
        let units: [Character: Int] = ["K": 1 << 10, "M": 1 << 20, "G": 1 << 30, "T": 1 << 40]
        var unit = 1 << 20
        if let last = number.last, let known = units[last] {
            unit = known
            number.removeLast()
        }
        guard number.allSatisfy(\.isASCII), let count = Int(number) else { return nil }
        let (product, isTooLarge) = count.multipliedReportingOverflow(by: unit)
        guard !isTooLarge, (1 << 10...1 << 44).contains(product) else { return nil }
        bytes = product
    }

    var defaultValueDescription: String { bytes % (1 << 30) == 0 ? "\(bytes >> 30)G" : "\(bytes >> 20)M" }
}
