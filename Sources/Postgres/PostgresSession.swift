import CPostgres
import Glibc
import Timekeeping

/// The connection of one thread, made when it is needed.
struct PostgresSession: ~Copyable {
    private let address: PostgresAddress
    private var connection: OpaquePointer?

    init(_ address: PostgresAddress) {
        self.address = address
    }

    deinit {
        if let connection { cpg_close(connection) }
    }

    mutating func run(
        _ statement: String, _ parameters: [String?], within time: Duration
    ) -> Result<PostgresConnection.Rows, PostgresError> {
        if let connection, cpg_is_lost(connection) { drop() }
        let connected: OpaquePointer
        switch connect(within: time) {
        case .success(let connection): connected = connection
        case .failure(let failure): return .failure(failure)
        }
        let answer = Self.withTexts(parameters) {
            cpg_run(connected, statement, Int32(parameters.count), $0, Int32(clamping: time.milliseconds))
        }
        guard let answer else {
            drop()
            return .failure(
                PostgresError(.unknown, "\(address.title) has not answered; it may have carried out what was asked"))
        }
        defer { cpg_free(answer) }
        if let words = cpg_error(answer) {
            let state = String(cString: cpg_state(answer))
            // 08: the connection; 57P: the server shuts down. Neither says whether the transaction was committed.
            let isLost = cpg_is_lost(connected) || state.hasPrefix("08") || state.hasPrefix("57P") || state.isEmpty
            let text = String(cString: words).split(separator: "\n").first.map(String.init) ?? ""
            if isLost { drop() }
            // A server that was promoted or demoted meanwhile: another connection may find the one that takes writes.
            if state == "25006" { drop() }
            return .failure(PostgresError(isLost ? .unknown : .refused(state: state), "\(address.title): \(text)"))
        }
        if cpg_was_doubtful(connected) {
            return .failure(
                PostgresError(.notDurable, "\(address.title) did not wait until a standby had the change"))
        }
        return .success(Self.rows(of: answer))
    }

    mutating func link(within time: Duration) -> Result<PostgresLink, PostgresError> {
        connect(within: time).map { PostgresLink(isEncrypted: cpg_is_encrypted($0), process: Int(cpg_process($0))) }
    }

    private mutating func connect(within time: Duration) -> Result<OpaquePointer, PostgresError> {
        if let connection { return .success(connection) }
        var failure = [CChar](repeating: 0, count: 512)
        let made = Self.withTexts(address.defaults) { defaults in
            cpg_connect(address.text, defaults, Int32(clamping: time.milliseconds), &failure, failure.count)
        }
        if let made {
            connection = made
            return .success(made)
        }
        let words = String(decoding: failure.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return .failure(PostgresError(.unreachable, "\(address.title) cannot be reached: \(words)"))
    }

    private mutating func drop() {
        if let connection { cpg_close(connection) }
        connection = nil
    }

    private static func rows(of answer: OpaquePointer) -> PostgresConnection.Rows {
        (0..<cpg_rows(answer)).map { row in
            (0..<cpg_columns(answer)).map { column in cpg_value(answer, row, column).map { String(cString: $0) } }
        }
    }

    /// Calls with an array of C strings that ends with a null pointer.
    private static func withTexts<Value>(
        _ texts: [String?], _ body: (UnsafePointer<UnsafePointer<CChar>?>) -> Value
    ) -> Value {
        let copies = texts.map { $0.flatMap { strdup($0) } }
        defer { for copy in copies { free(copy) } }
        let pointers = copies.map { $0.map { UnsafePointer($0) } } + [nil]
        return pointers.withUnsafeBufferPointer { buffer in
            // The buffer is never empty, so that it has an address.
            buffer.baseAddress.map(body) ?? body(pointers)
        }
    }
}
