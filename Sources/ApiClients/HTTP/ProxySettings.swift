import CurlTransport

/// A forward proxy, and the hosts that are reached without it.
package struct ProxySettings: Sendable {
    /// The proxy as the wire takes it.
    let wire: WireProxy

    /// Reads `HTTPS_PROXY` or `ALL_PROXY`, and `NO_PROXY`, each in either case; nil if no proxy is named.
    ///
    /// A proxy may be spoken to by HTTP, HTTPS or SOCKS 5; see ``WireProxy`` for the forms of all three variables.
    ///
    /// - Throws: ``ApiError`` of kind `usage`, with ``ApiError/isConfiguration`` set, if the address cannot be
    ///   understood; it never shows a password.
    package init?(environment: [String: String]) throws {
        do throws(WireProxy.Malformed) {
            guard let proxy = try WireProxy(environment: environment) else { return nil }
            wire = proxy
        } catch {
            throw ApiError(.usage, error.description, hint: error.hint, stopsRun: true).with {
                $0.isConfiguration = true
            }
        }
    }

    /// The password that the proxy wants; nil if there is none.
    package var password: Secret? {
        wire.password.flatMap { $0.isEmpty ? nil : Secret($0) }
    }

    /// Whether a URL is reached by way of the proxy.
    func serves(_ url: String) -> Bool { wire.serves(url) }
}
