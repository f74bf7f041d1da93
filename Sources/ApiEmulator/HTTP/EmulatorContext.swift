import Hummingbird
import Logging

/// What the routes know of a request besides the request: its connection and when it arrived.
struct EmulatorContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    /// Ends the connection without an answer.
    let close: @Sendable () async -> Void
    /// Set by the responder before routing.
    var arrival = Timestamp.zero

    init(source: Source) {
        coreContext = .init(source: source)
        let channel = source.channel
        close = { try? await channel.close() }
    }

    /// A request that came over no connection.
    init() {
        coreContext = .init(source: NoConnection())
        close = {}
    }

    /// A path parameter, percent-decoded.
    func path(_ name: String) -> String {
        PercentEncoding.decode(parameters.get(name) ?? "")
    }
}

private struct NoConnection: RequestContextSource {
    let logger = Logger(label: "emulator") { _ in SwiftLogNoOpLogHandler() }
}
