/// Sends requests for tests that need a whole process: one that ends with requests in flight, or has another environment.
///
/// `CurlTransportProbe TASK URL USER-TIMEOUT-IN-MS`. The environment names a proxy, and in `AUTHORITIES` a file of
/// certificate authorities. A line on standard input lets it continue. The tasks:
/// - `one`: a GET, whose connection is kept; prints `ready` and the status; after a line a POST on that connection, and
///   prints how it ended;
/// - `many`: the same GET; then 16 POSTs at once, and after a line an `exit` that leaves them in flight;
/// - `lookup`: a GET with a second's time; prints how it failed.
import CurlTransport
import Foundation

let arguments = CommandLine.arguments
let (task, url) = (arguments[1], arguments[2])
let environment = ProcessInfo.processInfo.environment
var options = CurlTransport.Options()
options.proxy = try WireProxy(environment: environment)
options.authorities = environment["AUTHORITIES"]
options.userTimeout = .milliseconds(Int(arguments[3]) ?? 0)
let transport = CurlTransport(options)

func sendSecond() async -> String {
    do throws(WireFailure) {
        let answer = try await transport.send(
            WireRequest("POST", url + "second", body: .bytes([1]), timeout: .seconds(600)))
        return "answered \(answer.status)"
    } catch {
        return "\(error.kind) \(error.evidence.handedOver)"
    }
}

if task == "lookup" {
    do throws(WireFailure) {
        _ = try await transport.send(WireRequest("GET", url, timeout: .seconds(1)))
    } catch {
        print("\(error.kind) \(error.reason): \(error.message)")
    }
} else {
    let first = try await transport.send(WireRequest("GET", url + "first"))
    print("ready \(first.status)")
    fflush(nil)
    if task == "many" {
        // The main actor waits in `readLine`.
        for _ in 0..<16 { Task.detached { await sendSecond() } }
        _ = readLine()
        exit(0)
    }
    _ = readLine()
    print(await sendSecond())
}
await transport.shutdown()
