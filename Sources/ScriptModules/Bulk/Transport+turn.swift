package import ApiClients
import DurableRuns

extension Transport {
    /// The same transport, by which requests of a durable run leave only while no other host can have the run.
    ///
    /// That is looked at last right before a request is written: since its intent was recorded, the process may have
    /// waited for a slot, or stood still, for any time.
    package func inTurn() -> Transport {
        Transport { request in
            guard let turn = RecordedWrite.turn else { return try await self.send(request) }
            do throws(TurnLost) {
                try await turn.expect()
            } catch {
                let known = error.scriptError
                throw ApiError(.internal, known.message, hint: known.hint, stopsRun: true)
            }
            var request = request
            let mayLeave = request.mayLeave
            request.mayLeave = { turn.isGood() && mayLeave?() ?? true }
            return try await self.send(request)
        }
    }
}
