package import ClusterState
import Dispatch
import DurableRuns
package import HostState
import Postgres
import Synchronization
import Timekeeping

extension StateDatabase {
    /// Has the turns at datasets shared with other machines; to be called before
    /// ``HostState/HostState/attach(to:sharing:)``.
    package func shareTurns(of state: HostState, _ owner: TurnOwner) {
        state.share(
            turnsFrom: TurnStore { [self] subject, end, isNeedless in
                try await requireTables()
                return try await take(subject, owner, until: end, unless: isNeedless)
            })
    }

    private func take(
        _ subject: String, _ owner: TurnOwner, until end: BootInstant,
        unless isNeedless: @escaping @Sendable (String) -> Bool
    ) async throws -> SharedTurn? {
        let isCancelled = StopFlag()
        var asking = owner
        asking.isStopping = { isCancelled.isSet || owner.isStopping() }
        asking.patience = max(.zero, min(owner.patience, end - owner.now()))
        let (connection, waiting) = (ofRuns, asking)
        let result: Result<ClusterText?, TurnFailure> = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                // A queue of its own: the wait may take an hour.
                DispatchQueue(label: "govscript dataset").async {
                    continuation.resume(
                        returning: Result { () throws(TurnFailure) in
                            try ClusterText.take(connection, subject, waiting, until: end, unless: isNeedless)
                        })
                }
            }
        } onCancel: {
            isCancelled.set()
        }
        do throws(TurnFailure) {
            guard let text = try result.get() else { return nil }
            if isCancelled.isSet {
                giveBack(text) {}
                throw .stopped
            }
            return turn(text)
        } catch {
            throw error.shared
        }
    }

    private func turn(_ text: ClusterText) -> SharedTurn {
        SharedTurn(
            found: text.found, isLast: text.isLast, isUsable: { text.isUsable }, isOver: { text.isOver },
            store: { text.store($0) },
            confirm: {
                do throws(TurnFailure) { try await text.confirmed() } catch { throw error.shared }
            },
            confirmNow: {
                do throws(TurnFailure) { try text.confirm() } catch { throw error.shared }
            },
            giveBack: { [self] in giveBack(text, $0) })
    }

    private func giveBack(_ text: ClusterText, _ completion: @escaping @Sendable () -> Void) {
        ending.enter()
        text.giveBack { [ending] in
            completion()
            ending.leave()
        }
    }

    /// Does what may block at the end of a run; ``endTurns()`` waits for it.
    func aside(_ body: @escaping @Sendable () -> Void) {
        ending.enter()
        DispatchQueue(label: "govscript run").async { [ending] in
            body()
            ending.leave()
        }
    }

    /// Waits until the turns that have ended are given back, ten seconds at most.
    ///
    /// One that is not lapses by itself.
    func endTurns() async {
        await withCheckedContinuation { (end: CheckedContinuation<Void, Never>) in
            DispatchQueue(label: "govscript end").async { [ending] in
                _ = ending.wait(timeout: .now() + .seconds(10))
                end.resume()
            }
        }
    }
}

extension TurnFailure {
    /// As the clients of datasets know it.
    fileprivate var shared: any Error {
        switch self {
        case .held(let place): SharedTurnFailure.held(place: place)
        case .overtaken(let place): SharedTurnFailure.overtaken(place: place)
        case .store(let error): SharedTurnFailure.store(error.description, hint: error.hint)
        case .stopped: CancellationError()
        }
    }
}
