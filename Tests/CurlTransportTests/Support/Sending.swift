@testable import CurlTransport
import WireSupport

/// Options that trust the test's authority.
func trusting(_ change: (inout CurlTransport.Options) -> Void = { _ in }) -> CurlTransport.Options {
    var options = CurlTransport.Options()
    options.authorities = TestIdentity.authorityFile.path
    change(&options)
    return options
}

/// Sends on a transport of its own, which is shut down afterwards.
func send(_ request: WireRequest, _ options: CurlTransport.Options = .init()) async throws(WireFailure) -> WireResponse
{
    let transport = CurlTransport(options)
    let result: Result<WireResponse, WireFailure>
    do { result = .success(try await transport.send(request)) } catch { result = .failure(error) }
    await transport.shutdown()
    return try result.get()
}

/// The failure of a request.
func failing(_ request: WireRequest, _ options: CurlTransport.Options = .init()) async throws -> WireFailure {
    do throws(WireFailure) {
        let response = try await send(request, options)
        throw WireFailure(.local, .other, "answered \(response.status)")
    } catch {
        return error
    }
}

extension WireBody {
    /// A body of chunks that are made as the closure says, by number.
    init(_ chunks: Int, of size: Int, _ chunk: @escaping @Sendable (Int) throws -> [UInt8]) {
        self.init(length: Int64(chunks * size)) {
            var number = 0
            return {
                guard number < chunks else { return nil }
                defer { number += 1 }
                return try chunk(number)
            }
        }
    }

    /// Zeros, in chunks of 64 KiB.
    static func zeros(_ chunks: Int) -> WireBody {
        WireBody(chunks, of: 65536) { _ in [UInt8](repeating: 0x30, count: 65536) }
    }
}
