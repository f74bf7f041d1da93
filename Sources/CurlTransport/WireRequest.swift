/// One request as it goes out; nothing is added to it but `Host`, `Content-Length` and what the options say.
package struct WireRequest: Sendable {
    /// What follows the header.
    package enum Body: Sendable {
        /// No body, and no `Content-Length`.
        case none
        /// Bytes that are in memory.
        case bytes([UInt8])
        /// Bytes that are made while they are sent.
        case stream(WireBody)
    }

    /// What messages call the service that is asked, in place of its address.
    package struct Service: Sendable, Hashable {
        /// The service: `GoGovSG`.
        package var title: String
        /// Its address, for what to check: `the address https://go.gov.sg/api`.
        package var address: String

        /// The words for a service.
        package init(title: String, address: String) {
            self.title = title
            self.address = address
        }
    }

    /// The method, in capitals.
    package var method: String
    /// The absolute address, `http` or `https`, with everything escaped that has to be.
    package var url: String
    /// What messages call the service; nil for the host and the port of the address.
    package var service: Service?
    /// The header fields, in their order.
    package var headers: [(name: String, value: String)]
    /// What follows the header.
    package var body: Body
    /// How long the attempt may go without progress: connecting, an answer, or bytes in either direction.
    package var timeout: Duration
    /// How long the attempt may take in all, however well it moves; nil for no end.
    package var limit: Duration?
    /// Takes the body of a 2xx answer, piece by piece, instead of memory.
    ///
    /// It runs on the thread that serves all exchanges: writing to a file is fine, waiting for anything is not. What
    /// it throws ends the attempt and is the failure's ``WireFailure/cause``.
    package var sink: (@Sendable (UnsafeRawBufferPointer) throws -> Void)?

    /// Is told the status of a 2xx answer before the first piece of its body goes to ``sink``, on the same thread.
    ///
    /// What it throws ends the attempt as what the sink throws does.
    package var sinkBegins: (@Sendable (_ status: Int) throws -> Void)?

    /// Is asked right before the first byte would leave, once a connection is there; nil lets it leave.
    ///
    /// False ends the attempt with nothing sent: ``WireFailure/Reason/heldBack``. It runs on the thread that serves all
    /// exchanges.
    package var mayLeave: (@Sendable () -> Bool)?

    /// Assembles a request.
    package init(
        _ method: String, _ url: String, headers: [(name: String, value: String)] = [], body: Body = .none,
        timeout: Duration = .seconds(30), sink: (@Sendable (UnsafeRawBufferPointer) throws -> Void)? = nil
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.timeout = timeout
        self.sink = sink
    }
}

/// A body that is made while it is sent, such as a file that is hashed on its way.
package struct WireBody: Sendable {
    /// The `Content-Length`: exactly so many bytes have to come.
    package var length: Int64
    /// Starts the body again; each attempt calls it once.
    ///
    /// What it returns gives the next chunk, nil at the end. Chunks of 128 to 256 KiB are best. It runs on a thread of
    /// the attempt's own, may block, and is some chunks ahead of the network. What it throws ends the attempt and is
    /// the failure's ``WireFailure/cause``; chunks that it returned before may have been sent.
    package var open: @Sendable () throws -> (() throws -> [UInt8]?)
    /// Is told how many bytes were given to the connection so far; on the thread that serves all exchanges.
    package var progress: (@Sendable (Int64) -> Void)?

    /// Assembles a body.
    package init(
        length: Int64, progress: (@Sendable (Int64) -> Void)? = nil,
        open: @escaping @Sendable () throws -> (() throws -> [UInt8]?)
    ) {
        self.length = length
        self.progress = progress
        self.open = open
    }
}
