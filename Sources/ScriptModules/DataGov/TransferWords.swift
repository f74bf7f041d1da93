import ApiClients
import Timekeeping

/// How far a transfer is: `sending rows.csv: 12.3 MB of 2.0 GB (1%), 35.0 MB/s`.
struct TransferWords: Sendable {
    let name: String
    /// Bytes in all.
    let size: Int64

    /// - Parameter elapsed: Since the first byte.
    func text(sent: Int64, after elapsed: Duration) -> String {
        let share = Int(saturating: Double(sent) / Double(max(1, size)) * 100)
        let seconds = elapsed.inSeconds
        // What goes into the system's buffers in the first moments says nothing of the line.
        let rate = seconds < 1 ? "" : ", \(Self.amount(Double(sent) / seconds))/s"
        return "sending \(name): \(Self.amount(Double(sent))) of \(Self.amount(Double(size))) (\(share)%)\(rate)"
    }

    /// `980 B`, `12.3 MB`: with thousands, as disks and networks count.
    static func amount(_ bytes: Double) -> String {
        var (value, unit) = (bytes, 0)
        let units = ["B", "KB", "MB", "GB", "TB"]
        while value >= 999.95, unit < units.count - 1 {
            value /= 1000
            unit += 1
        }
        if unit == 0 { return "\(Int(saturating: value)) B" }
        return "\((value * 10).rounded() / 10) \(units[unit])"
    }
}
