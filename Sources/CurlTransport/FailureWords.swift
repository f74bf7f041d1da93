internal import CCurl
import Glibc
import SystemFiles

/// Words for what libcurl and OpenSSL say, and which side of the border it was.
struct FailureWords {
    private let exchange: UnsafeMutablePointer<ccurl_exchange>
    private let code: CURLcode
    /// libcurl's own text; the only place that tells some faults apart.
    private let text: String
    private let address: WireAddress
    private let proxy: WireProxy?
    /// What to call the service.
    private let service: WireRequest.Service?
    /// What to set to a file of authorities.
    private let variable: String

    init(
        _ exchange: UnsafeMutablePointer<ccurl_exchange>, _ code: CURLcode, _ text: String, _ address: WireAddress,
        _ proxy: WireProxy?, service: WireRequest.Service?, variable: String
    ) {
        self.variable = variable
        self.service = service
        self.exchange = exchange
        self.code = code
        self.text = text
        self.address = address
        self.proxy = proxy
    }

    var failure: WireFailure { exchange.pointee.began ? afterTheBorder : beforeTheBorder }

    /// What is connected to.
    private var peer: String { proxy?.title ?? address.title }
}

/// The request had begun.
extension FailureWords {
    private var afterTheBorder: WireFailure {
        WireFailure(.closed, .other, proxy.map { "\(closing), by way of \($0.title)" } ?? closing)
    }

    private var closing: String {
        if exchange.pointee.repeat_refused { return "the kept connection was closed before the answer had arrived" }
        switch code {
        case CURLE_UNSUPPORTED_PROTOCOL, CURLE_WEIRD_SERVER_REPLY, CURLE_WRITE_ERROR: return "the answer was not HTTP"
        default: break
        }
        let errors = [ECONNRESET, EPIPE, ETIMEDOUT, EHOSTUNREACH, ENETUNREACH, ENETDOWN, ECONNABORTED]
        let error = errors.lazy.map { SystemError($0) }.first { text.contains($0.systemText) }
        guard let error else { return "the connection was closed before the answer had arrived" }
        return "the connection broke: \(error.words)"
    }
}

/// Nothing of the request was written.
extension FailureWords {
    private var beforeTheBorder: WireFailure {
        if exchange.pointee.is_unaccountable {
            return WireFailure(.notConnected, .other, "the connection to \(peer) was lost before anything was sent")
        }
        if let proxy, let refusal = refusal(by: proxy) { return refusal }
        switch code {
        case CURLE_URL_MALFORMAT, CURLE_UNSUPPORTED_PROTOCOL: return address.unusable
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY:
            let words = "cannot find the address of \(proxy?.title ?? address.host)"
            return WireFailure(.notConnected, .nameLookup, words, hint: networkHint)
        case CURLE_OPERATION_TIMEDOUT: return slowness
        case CURLE_SSL_CACERT_BADFILE:
            return WireFailure(
                .notConnected, .authorities, "the system's certificate authorities cannot be read",
                hint: "Install the package ca-certificates.")
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER,
            CURLE_SSL_INVALIDCERTSTATUS:
            return handshake
        default:
            if let proxy, isTalkingToProxy {
                let words = "\(proxy.title) closed the connection instead of opening one to \(address.title)"
                return WireFailure(.notConnected, .connecting, words)
            }
            let number = Int32(clamping: ccurl_os_error(exchange))
            let reason = number == 0 ? "no connection" : SystemError(number).words
            let goal = proxy?.title ?? service?.title ?? address.title
            return WireFailure(.notConnected, .connecting, "cannot connect to \(goal): \(reason)", hint: networkHint)
        }
    }

    private var networkHint: String {
        if let proxy { return "Check the network, and the proxy address in \(proxy.variable)." }
        let address = service?.address ?? "the service's address"
        return "Check the network, \(address), and whether this network needs a proxy (HTTPS_PROXY)."
    }

    /// The proxy accepted a connection, and has opened none to the service yet.
    private var isTalkingToProxy: Bool {
        proxy != nil && exchange.pointee.was_connected && ccurl_connect_status(exchange) / 100 != 2
    }

    private func refusal(by proxy: WireProxy) -> WireFailure? {
        let status = ccurl_connect_status(exchange)
        if status == 407 { return missingLogin(proxy) }
        if status != 0, status / 100 != 2 {
            let words = "\(proxy.title) refused to open a connection to \(address.title) (\(status))"
            return WireFailure(
                .notConnected, .proxy(status: status), words,
                hint: status == 403
                    ? "Ask whoever runs the proxy to allow \(address.host), or add it to NO_PROXY." : nil)
        }
        if code == CURLE_PROXY {
            let words = "\(proxy.title) did not open a connection to \(address.title)"
            return WireFailure(.notConnected, .connecting, words)
        }
        return nil
    }

    /// No login is written as part of an address here: where messages are cleared of secrets, it would be cut out.
    private func missingLogin(_ proxy: WireProxy) -> WireFailure {
        let hasLogin = proxy.user?.isEmpty == false
        let takesTicket = ccurl_proxy_takes_ticket(exchange)
        // Schemes that libcurl does not know are not told; a user name and password are the likeliest.
        let takesPassword = ccurl_proxy_takes_password(exchange) || !takesTicket
        let place = "user:password@ before the host in the proxy's address (\(proxy.variable))"
        let ticket = "get a Kerberos ticket with kinit, and name the proxy by its host name, for which tickets are made"
        let (words, hint) =
            switch (hasLogin, takesPassword, takesTicket) {
            case (true, true, _):
                (
                    "did not accept the user name and password",
                    "Correct \(place); special characters of the password are escaped there (@ as %40)."
                )
            case (true, false, _):
                ("wants a Kerberos ticket instead of a user name and password", "Remove \(place), and \(ticket).")
            case (false, true, true):
                (
                    "wants a user name and password, or a Kerberos ticket",
                    "Put \(place), with special characters of the password escaped (@ as %40); or \(ticket)."
                )
            case (false, true, false):
                (
                    "wants a user name and password",
                    "Put \(place), with special characters of the password escaped (@ as %40)."
                )
            case (false, false, _):
                ("wants a Kerberos ticket", ticket.prefix(1).uppercased() + ticket.dropFirst() + ".")
            }
        return WireFailure(.notConnected, .proxy(status: 407), "\(proxy.title) \(words) (407)", hint: hint)
    }

    private var slowness: WireFailure {
        guard ccurl_name_was_found(exchange) else {
            return WireFailure(
                .notConnected, .nameLookup,
                "the address of \(proxy?.title ?? address.host) was not found in time", hint: networkHint)
        }
        guard exchange.pointee.was_connected else {
            return WireFailure(
                .notConnected, .connecting, "connecting to \(peer) took too long", hint: networkHint)
        }
        if isTalkingToProxy {
            return WireFailure(.notConnected, .connecting, "\(peer) did not answer in time")
        }
        return WireFailure(.notConnected, .handshake, "the TLS handshake with \(address.title) took too long")
    }

    /// TLS, with the service or with a proxy that speaks it.
    private var handshake: WireFailure {
        let isWithProxy = proxy?.scheme == .https && ccurl_connect_status(exchange) == 0
        let peer = isWithProxy ? peer : address.title
        if code == CURLE_PEER_FAILED_VERIFICATION {
            let (fault, words, hint) = certificate(ofProxy: isWithProxy)
            return WireFailure(
                .notConnected, .certificate(fault), "the certificate of \(peer) was refused: \(words)", hint: hint)
        }
        let start = "the TLS handshake with \(peer) failed: "
        let oldSigns = ["protocol version", "unsupported protocol", "version too low"]
        if oldSigns.contains(where: text.contains) {
            return WireFailure(
                .notConnected, .oldTLS, start + "it speaks no TLS 1.2 or later",
                hint: "Nothing on this side helps: the server has to be renewed.")
        }
        let isForeign = ["wrong version number", "packet length too long", "http request"].contains(
            where: text.contains)
        let words = isForeign ? "it does not speak TLS" : "it broke off"
        return WireFailure(.notConnected, .handshake, start + words)
    }

    private typealias Certificate = (fault: WireFailure.CertificateFault, words: String, hint: String?)

    private func certificate(ofProxy: Bool) -> Certificate {
        let result = ccurl_verify_result(exchange, ofProxy)
        let clockHint =
            "Check this machine's date and time; if they are right, the server's certificate has to be renewed."
        let authorityHint =
            "If this network inspects TLS, or the service has an authority of its own, set \(variable) to a file "
            + "with that authority's certificate."
        switch result {
        case 10: return (.expired, "it has expired", clockHint)
        case 9: return (.notYetValid, "it is not valid yet", clockHint)
        case 18: return (.selfSigned, "it is self-signed", authorityHint)
        case 19, 2, 20, 21: return (.unknownAuthority, "it is not signed by a trusted authority", authorityHint)
        case 0, 1, 62, 64:
            let host = ofProxy ? proxy?.host ?? "" : address.host
            return (.wrongHost, "it is for another host than \(host)", "Check the address.")
        default: return (.other, String(cString: ccurl_verify_text(result)), nil)
        }
    }
}
