import Hummingbird
import NIOCore

/// What the routes know of a request besides the request: its connection and when it arrived.
struct EmulatorContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    let channel: any Channel
    /// Set by the responder before routing.
    var arrival = Timestamp.zero

    init(source: Source) {
        coreContext = .init(source: source)
        channel = source.channel
    }

    /// A path parameter, percent-decoded.
    func path(_ name: String) -> String {
        PercentEncoding.decode(parameters.get(name) ?? "")
    }
}
