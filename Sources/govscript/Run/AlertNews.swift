import Hashing
import JSONTape
import StartRecords
import TerminalText
import Timekeeping

/// What others are told of a start, made from its record.
struct AlertNews: Sendable {
    let record: StartRecord
    /// The end of the log, without secrets.
    let log: String

    init(_ record: StartRecord, log: String = "") {
        self.record = record
        self.log = log
    }

    var code: Int32? { record.ending?.code }
    private var name: String { (record.schedule ?? record.script.name).visible }

    /// What a check is sent: the exit code, as it takes it, or a failure of a process that had none.
    var signal: String { code.map { "\($0 & 0xFF)" } ?? "fail" }

    /// In a few words: `nightly: exit code 69`, `nightly: killed`.
    var headline: String { "\(name): " + (code.map { "exit code \($0)" } ?? record.state) }

    var summary: String {
        let items = record.work.items
        var parts = ["\(headline) after \(record.took.spokenText)"]
        if code == nil, let message = record.ending?.message { parts.append(message) }
        if items.total > 0 {
            parts.append(
                "\(items.done) done, \(items.before) earlier, \(items.failed) failed, \(items.uncertain) uncertain")
        }
        parts += record.work.doneWrites.map { "\($0.call): \($0.count)" }
        return parts.joined(separator: "\n") + "\n"
    }

    var json: String {
        let items = record.work.items
        let writes = record.work.doneWrites.map { "\(JSONText.literal($0.call)):\($0.count)" }
        return """
            {"version":1,"script":\(JSONText.literal(name)),"exit_code":\(code.map(String.init) ?? "null"),\
            "ended":\(JSONText.literal(LocalTime(record.asOf).stamp)),"seconds":\(record.took.inSeconds),\
            "attempts":\(record.retry + 1),"done":\(items.done),"before":\(items.before),\
            "failed":\(items.failed),"uncertain":\(items.uncertain),"writes":{\(writes.joined(separator: ","))},\
            "id":\(JSONText.literal(record.id)),"state":\(JSONText.literal(record.state)),\
            "log":\(JSONText.literal(log))}
            """
    }
}

extension StartRecord {
    /// The record's name as the UUID that checks want, by which a later start can tell how this one ended.
    var uuid: String {
        var bytes = Array(SHA256.hash("\(host)/\(id)".utf8).prefix(16))
        // RFC 9562, section 5.8: a UUID of version 8 is made as its author likes.
        bytes[6] = bytes[6] & 0x0F | 0x80
        bytes[8] = bytes[8] & 0x3F | 0x80
        var text = ""
        for (index, digit) in bytes.hex.enumerated() {
            if [8, 12, 16, 20].contains(index) { text += "-" }
            text.append(digit)
        }
        return text
    }
}

extension Work {
    /// The writes that were done, by their call.
    var doneWrites: [(call: String, count: Int)] {
        writes.filter { $0.done > 0 }.map { ($0.call, $0.done) }.sorted { $0.call < $1.call }
    }
}
