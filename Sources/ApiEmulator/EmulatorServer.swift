import FoundationEssentials
import Hummingbird
import Logging
import NIOCore
import Synchronization
import SystemFiles

/// The three services with their real rules, on one port of the loopback interface.
///
///     let server = try EmulatorServer(EmulatorConfiguration())
///     let access = try await server.start()
///     …
///     await server.stop()
///
/// or, ending with its scope, ``serving(_:_:)``. Any number of servers can run in one process.
package final class EmulatorServer: Sendable {
    private enum Phase {
        case ready
        case serving(Task<Void, any Error>)
        case stopped
    }

    let configuration: EmulatorConfiguration
    private let clock: EmulatorClock
    private let state: EmulatedState
    private let book: LedgerBook
    let responder: EmulatorResponder
    private let faults: FaultInjector
    /// Where connections are accepted.
    private let listener = Mutex<(any Channel)?>(nil)
    private let accepted = AcceptedChannels()
    private let phase = Mutex(Phase.ready)

    /// Prepares a server and reads its state directory; nothing listens yet.
    ///
    /// - Throws: ``EmulatorError`` when the state directory cannot be used.
    package init(_ configuration: EmulatorConfiguration = EmulatorConfiguration()) throws {
        let epoch = configuration.epoch ?? Date()
        let clock = EmulatorClock(
            configuration.clock,
            startingAt: Timestamp(since1970: .milliseconds(Int64((epoch.timeIntervalSince1970 * 1000).rounded()))))
        let seed = configuration.seed ?? UInt64.random(in: 0...UInt64.max)
        self.configuration = configuration
        self.clock = clock
        book = LedgerBook()
        state = try EmulatedState(configuration, clock: clock, ledger: book, seed: seed)
        let routes = EmulatorRoutes(configuration, clock: clock, ledger: book, state: state, seed: seed)
        faults = routes.faults
        responder = EmulatorResponder(
            router: routes.router.buildResponder(), clock: clock, onStateFailure: configuration.onStateFailure)
    }

    /// Listens and serves until ``stop()``; returns once connections are accepted.
    ///
    /// - Parameter executor: Where requests are answered; by default Swift's pool of threads.
    /// - Throws: ``EmulatorError`` when the port is taken or the server was started before.
    @discardableResult
    package func start(on executor: (any TaskExecutor)? = nil) async throws -> EmulatorAccess {
        let (ports, port) = AsyncThrowingStream<Int, any Error>.makeStream()
        let app = Application(
            responder: responder, server: accepted.server,
            configuration: .init(address: .hostname("127.0.0.1", port: configuration.port)),
            onServerRunning: { [self] channel in
                do { try await accepted.watch(channel) } catch { return port.finish(throwing: error) }
                listener.withLock { $0 = channel }
                port.yield(channel.localAddress?.port ?? 0)
                port.finish()
            },
            logger: Logger(label: "emulator") { _ in SwiftLogNoOpLogHandler() })
        try phase.withLock { phase in
            guard case .ready = phase else { throw EmulatorError.startedTwice }
            phase = .serving(
                Task(executorPreference: executor) { [accepted] in
                    do {
                        try await app.run()
                    } catch {
                        port.finish(throwing: error)
                    }
                    accepted.end()
                    port.finish()
                })
        }
        do {
            for try await number in ports { return EmulatorAccess(port: number, accounts: configuration.accounts) }
        } catch {
            await stop()
            throw EmulatorError.cannotListen(
                port: configuration.port, (error as? IOError).map { SystemError($0.errnoCode) })
        }
        await stop()
        throw CancellationError()
    }

    /// Closes the port and every connection, also those with a request in progress.
    ///
    /// Stopping twice does no harm.
    package func stop() async {
        let task = phase.withLock { phase -> Task<Void, any Error>? in
            defer { phase = .stopped }
            if case .serving(let task) = phase { return task }
            return nil
        }
        if let listener = listener.withLock(\.self) {
            await accepted.drain(listener)
            try? await listener.close()
        }
        task?.cancel()
        _ = await task?.result
        state.close()
    }

    /// Ends a server that was never started.
    package func close() { state.close() }

    /// Runs `body` with a server that is stopped when it returns, throws or is cancelled.
    ///
    /// The server has a thread of its own: whatever else the process computes, its answers are not late.
    package static func serving<Value: Sendable>(
        _ configuration: EmulatorConfiguration = EmulatorConfiguration(),
        _ body: (EmulatorServer, EmulatorAccess) async throws -> Value
    ) async throws -> Value {
        let server = try EmulatorServer(configuration)
        let access = try await server.start(on: SerialExecution())
        do {
            let value = try await body(server, access)
            await server.stop()
            return value
        } catch {
            await server.stop()
            throw error
        }
    }

    var temporaryFolder: String? { state.temporaryFolder }

    /// What has happened so far; ingestions whose time has come are in it.
    package var ledger: Ledger {
        _ = try? state.datasets.all
        return book.copy
    }

    /// Misbehaves in other ways from now on.
    package func misbehave(by faults: Faults) { self.faults.replace(by: faults) }

    /// The links of `go` or `forsg` as they are now; none for other services.
    package func links(of service: EmulatedService) -> [EmulatedLink] {
        switch service {
        case .go: state.go.all.map(EmulatedLink.init)
        case .forsg: state.forsg.all.map(EmulatedLink.init)
        default: []
        }
    }

    /// A dataset as it is now; nil if there is none.
    package func dataset(_ id: String) -> EmulatedDataset? {
        guard let dataset = try? state.datasets.find(id) else { return nil }
        return EmulatedDataset(
            id: id, name: dataset.name, columns: dataset.columns.map(\.name), rows: dataset.rows,
            lastUpdatedAt: dataset.lastUpdatedAt.since1970, status: state.datasets.status(of: dataset)?.name,
            ingestionsUnderWay: dataset.ingestions.count)
    }

    /// A dataset's header and rows as CSV with LF; nil if there is none.
    package func csv(of dataset: String) -> String? {
        (try? state.datasets.csv(of: dataset)) ?? nil
    }
}
