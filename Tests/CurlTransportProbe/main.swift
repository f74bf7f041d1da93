/// Sends one request for tests that end a whole process with a request in flight.
///
/// `CurlTransportProbe URL USER-TIMEOUT-IN-MS`: a GET first, whose connection is kept; after a line on standard input a
/// POST on it. Prints `ready`, then how the POST ended, if it did.
import CurlTransport
import Glibc

var options = CurlTransport.Options()
options.userTimeout = .milliseconds(Int(CommandLine.arguments[2]) ?? 0)
let transport = CurlTransport(options)
let url = CommandLine.arguments[1]
let first = try await transport.send(WireRequest("GET", url + "first"))
print("ready \(first.status)")
fflush(nil)
_ = readLine()
do {
    let answer = try await transport.send(
        WireRequest("POST", url + "second", body: .bytes([1]), timeout: .seconds(600)))
    print("answered \(answer.status)")
} catch {
    print("\(error.kind) \(error.evidence.handedOver)")
}
await transport.shutdown()
