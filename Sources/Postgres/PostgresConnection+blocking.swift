import SystemFiles

extension PostgresConnection {
    /// Carries out one statement as ``run(_:_:within:)`` does, on a thread that may block: one of the concurrency
    /// pool's must not wait here.
    ///
    /// - Throws: ``PostgresError``.
    package func runNow(
        _ statement: String, _ parameters: [String?] = [], within time: Duration = .seconds(5)
    ) throws(PostgresError) -> Rows {
        let answer = BlockingResult<Rows, PostgresError>()
        submit({ $0.run(statement, parameters, within: time) }, { answer.set($0) })
        return try answer.wait().get()
    }
}
