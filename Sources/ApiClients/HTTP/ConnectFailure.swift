import AsyncHTTPClient
import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

/// Words for the errors of the network, and the border between "nothing was written" and all others.
enum ConnectFailure {
    /// What kept a connection from being made; nil if the error came from a connection that was up.
    static func message(for error: any Error, url: String, proxy: ProxySettings?) -> String? {
        let host = authority(of: url)
        // Where there is a proxy, it is what is connected to.
        let peer = proxy?.title ?? host
        switch error {
        case let error as NIOConnectionError:
            if let failure = error.connectionErrors.first {
                return "cannot connect to \(peer): \(reason(failure.error))"
            }
            return "cannot find the address of \(proxy?.title ?? error.host)"
        case let error as IOError where connectErrors.contains(error.errnoCode):
            return "cannot connect to \(peer): \(reason(error))"
        case ChannelError.connectTimeout:
            return "connecting to \(peer) took too long"
        case is NIOSSLExtraError, NIOSSLError.handshakeFailed:
            return "the TLS handshake with \(host) failed: \(tlsReason(error))"
        case let error as HTTPClientError:
            return message(for: error, host: host, proxy: proxy)
        default:
            return nil
        }
    }

    /// Whether another attempt would fail in the same way.
    ///
    /// A certificate is not trusted, a proxy wants other credentials, an address is none. Each further log-in at a
    /// proxy may lock the account.
    static func isPermanent(_ error: any Error) -> Bool {
        switch error {
        case is NIOSSLExtraError: true
        case NIOSSLError.handshakeFailed: "\(error)".contains("CERTIFICATE_VERIFY_FAILED")
        case let error as HTTPClientError:
            [.proxyAuthenticationRequired, .invalidURL, .emptyHost, .emptyScheme].contains(error)
        default: false
        }
    }

    /// What ended a connection that was up.
    static func messageAfterConnecting(for error: any Error) -> String {
        switch error {
        case is HTTPParserError: "the answer was not HTTP"
        case let error as IOError: "the connection broke: \(reason(error))"
        default: "the connection was closed before the answer had arrived"
        }
    }

    /// Errors that a connection which is up does not have.
    private static let connectErrors: Set = [ECONNREFUSED, ENETUNREACH, EADDRNOTAVAIL]

    private static func message(for error: HTTPClientError, host: String, proxy: ProxySettings?) -> String? {
        let peer = proxy?.title ?? host
        let proxy = proxy?.title ?? "the proxy"
        return switch error {
        case .connectTimeout, .getConnectionFromPoolTimeout: "connecting to \(peer) took too long"
        case .tlsHandshakeTimeout: "the TLS handshake with \(host) took too long"
        case .proxyAuthenticationRequired: "\(proxy) wants a user name and password, or others"
        case .invalidProxyResponse: "\(proxy) did not open a connection to \(host)"
        case .httpProxyHandshakeTimeout, .socksHandshakeTimeout: "\(proxy) did not answer in time"
        case .invalidURL, .emptyHost, .emptyScheme: "\(host) is not an address that can be reached"
        default: nil
        }
    }

    private static func reason(_ error: any Error) -> String {
        switch error {
        case let error as IOError: String(cString: strerror(error.errnoCode)).lowercased()
        case is ChannelError: "no answer in time"
        default: "\(type(of: error))"
        }
    }

    private static func tlsReason(_ error: any Error) -> String {
        let text = "\(error)"
        if text.contains("CERTIFICATE_VERIFY_FAILED") { return "its certificate is not signed by a trusted authority" }
        if error is NIOSSLExtraError { return "its certificate is for another host" }
        return "it does not speak TLS as expected"
    }

    private static func authority(of url: String) -> String {
        let text = Redaction.url(url)
        return text.split(separator: "/", omittingEmptySubsequences: true).dropFirst().first.map(String.init) ?? text
    }
}
