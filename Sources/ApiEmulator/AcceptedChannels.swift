import HummingbirdCore
import Logging
import NIOCore
import Synchronization

/// The connections that were accepted and that no task serves yet.
///
/// One that is dropped in between ends the process, by a precondition of NIO's: whoever writes to a channel has to be
/// told that it is finished. A server therefore accepts no more, waits for these, and stops only then.
final class AcceptedChannels: Sendable {
    private struct State {
        var waiting: Set<ObjectIdentifier> = []
        var idle: [CheckedContinuation<Void, Never>] = []
        var hasEnded = false

        mutating func takeIdle() -> [CheckedContinuation<Void, Never>] {
            guard waiting.isEmpty || hasEnded else { return [] }
            defer { idle = [] }
            return idle
        }
    }

    private let state = Mutex(State())

    /// The listener has accepted a connection.
    func accept(_ channel: AnyObject) {
        state.withLock { _ = $0.waiting.insert(ObjectIdentifier(channel)) }
    }

    /// A task serves the connection from now on, or nobody ever will because it could not be set up.
    func takeUp(_ channel: AnyObject) {
        let waiters = state.withLock { state -> [CheckedContinuation<Void, Never>] in
            state.waiting.remove(ObjectIdentifier(channel))
            return state.takeIdle()
        }
        for waiter in waiters { waiter.resume() }
    }

    /// The server has ended: nobody will serve any more.
    func end() {
        let waiters = state.withLock { state in
            state.hasEnded = true
            return state.takeIdle()
        }
        for waiter in waiters { waiter.resume() }
    }

    /// Returns when each connection that was accepted is served, or the server has ended.
    func allTakenUp() async {
        await withCheckedContinuation { continuation in
            let waiters = state.withLock { state in
                state.idle.append(continuation)
                return state.takeIdle()
            }
            for waiter in waiters { waiter.resume() }
        }
    }

    /// Has a listener note what it accepts.
    func watch(_ listener: any Channel) async throws {
        try await listener.pipeline.addHandler(AcceptHandler(accepted: self), position: .first).get()
    }

    /// Has the listener accept nobody any more, and waits for those that it has accepted.
    func drain(_ listener: any Channel) async {
        // Fails where it is closed, and then accepts nobody either.
        try? await listener.setOption(ChannelOptions.autoRead, value: false).get()
        await allTakenUp()
    }

    /// A server of HTTP/1.1 that notes which connections it serves.
    var server: HTTPServerBuilder {
        HTTPServerBuilder { responder in
            NotingChannel(base: HTTP1Channel(responder: responder), accepted: self)
        }
    }
}

private final class AcceptHandler: ChannelInboundHandler, Sendable {
    typealias InboundIn = any Channel

    private let accepted: AcceptedChannels

    init(accepted: AcceptedChannels) {
        self.accepted = accepted
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        accepted.accept(Self.unwrapInboundIn(data))
        context.fireChannelRead(data)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // The server takes nobody up after an error of its listener.
        accepted.end()
        context.fireErrorCaught(error)
    }
}

private struct NotingChannel: ServerChildChannel {
    let base: HTTP1Channel
    let accepted: AcceptedChannels

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<HTTP1Channel.Value> {
        let ready = base.setup(channel: channel, logger: logger)
        ready.whenFailure { _ in accepted.takeUp(channel) }
        return ready
    }

    func handle(value: HTTP1Channel.Value, logger: Logger) async {
        accepted.takeUp(value.channel)
        await base.handle(value: value, logger: logger)
    }
}
