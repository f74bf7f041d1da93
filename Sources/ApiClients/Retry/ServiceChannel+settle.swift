extension ServiceChannel {
    /// The result if a look shows that the write in doubt was done; nil if it was not.
    func settled<Value>(_ operation: Operation<Value>, _ run: inout CallRun) async throws -> Value? {
        guard let settle = operation.settle else { return nil }
        // The look is a call of its own as to doubts: its failures leave the write in doubt, not the look.
        var look = run
        look.doubt = nil
        look.wasInDoubt = false
        defer {
            run.spent = look.spent
            run.attempts = look.attempts
        }
        switch try await settle(&look) {
        case .happened(let value):
            run.doubt = nil
            return value
        case .notHappened:
            run.doubt = nil
            return nil
        case .unknown(let reason):
            throw ApiError(.uncertain, reason, status: run.doubt?.status, inDoubt: true)
        }
    }

    /// The result if one last look, for which the time is extended a little, shows that the write in doubt was done.
    ///
    /// That it is not there yet proves nothing any more: what was sent may still come in, and the doubt stays.
    func foundAtLast<Value>(_ operation: Operation<Value>, _ run: inout CallRun) async throws -> Value? {
        guard let settle = operation.settle else { return nil }
        var look = run
        look.doubt = nil
        look.wasInDoubt = false
        look.timeout = max(look.timeout, look.spent + .seconds(10))
        defer { run.attempts = look.attempts }
        do {
            guard case .happened(let value) = try await settle(&look) else { return nil }
            run.doubt = nil
            return value
        } catch let error as ApiError where !error.stopsRun && error.kind != .cancelled {
            return nil
        }
    }
}
