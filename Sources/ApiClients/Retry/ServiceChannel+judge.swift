extension ServiceChannel {
    /// Judges an answer that should be JSON by the rules that all services share.
    ///
    /// `refusal` may judge a 4xx differently; it returns nil where the shared rule is right.
    func judge<Value>(
        _ response: HTTPResponse, decode: (HTTPResponse) throws -> Value,
        refusal: (HTTPResponse, ServiceFault) -> Operation<Value>.Verdict? = { _, _ in nil }
    ) -> Operation<Value>.Verdict {
        // A key that comes back, in whatever answer, is none of the caller's business.
        let response = hidden.filter(\.isDistinctive).reduce(response) { $0.without($1) }
        switch response.status {
        case 200..<300:
            guard response.completeness == .complete else {
                return .doubtful(failure(response, "the answer from \(title) was cut off"))
            }
            guard !response.isHTML else {
                return .doubtful(failure(response, "\(title) answered with a web page instead of JSON"))
            }
            do {
                return .done(try decode(response))
            } catch let error as ApiError {
                return .refused(error.with { $0.status = $0.status ?? response.status })
            } catch {
                return .doubtful(failure(response, "the answer from \(title) could not be understood"))
            }
        case 300..<400:
            return .refused(
                ApiError(
                    .rejected, "\(title) answered with a redirect, which is not followed",
                    status: response.status, hint: "Check the service's base URL."))
        case 408, 425, 500...:
            let words = ServiceFault(response).message.map { "\(StatusPhrase.words(response.status)): \($0)" }
            return .doubtful(failure(response, words ?? StatusPhrase.words(response.status)))
        default:
            let fault = ServiceFault(response)
            return refusal(response, fault) ?? .refused(refused(response, fault))
        }
    }

    /// The error for a refusal that no operation has a rule of its own for.
    func refused(_ response: HTTPResponse, _ fault: ServiceFault) -> ApiError {
        let message = fault.message ?? "\(title) answered \(StatusPhrase.words(response.status))"
        let isOfOptionalKey = endpoint.isKeyOptional && endpoint.key != nil && !response.isHTML
        if isOfOptionalKey, response.status == 401 || response.status == 403 {
            return ApiError(
                .auth, "\(title) did not accept the public API key: \(fault.message ?? "HTTP \(response.status)")",
                status: response.status, hint: "Correct the key or leave it out: it only raises the limits.")
        }
        switch response.status {
        case 401:
            return ApiError(
                .auth, "\(title) did not accept the key: \(fault.message ?? "HTTP 401")", status: 401,
                hint: "Check that the key belongs to this service and address, and was not replaced by a newer one.")
        case 403 where response.isHTML:
            // A web page is not the service's answer: what refused this one request may well pass the next.
            return ApiError(
                .permission, "a firewall in front of \(title) refused the request", status: 403,
                hint: "Check that this network may reach the service, and what is unusual about this request.",
                stopsRun: false)
        case 403:
            return ApiError(
                .permission, "\(title) does not allow this: \(fault.message ?? "HTTP 403")", status: 403,
                hint: "Ask the service's owners for the permission, or use the key of an account that has it.")
        case 404: return ApiError(.notFound, message, status: 404)
        // What a search answers to a query that it cannot read.
        case 409 where fault.type == "Validation Error": return ApiError(.rejected, message, status: 409)
        case 409: return ApiError(.conflict, message, status: 409)
        default: return ApiError(.rejected, message, status: response.status)
        }
    }

    private func failure(_ response: HTTPResponse, _ message: String) -> ApiError {
        ApiError(.server, message, status: response.status, retryAfter: retryAfter(response))
    }

    /// The error for a success that is about another link than was asked for.
    func mismatch(asked: String, answer: Link, _ response: HTTPResponse) -> ApiError {
        ApiError(
            .server,
            "\(title) was asked for \(asked) and answered with \"\(answer.shortUrl)\" to "
                + "\(Redaction.url(answer.longUrl)) (\(answer.state.rawValue))",
            status: response.status, hint: "Look at both links before you do it again, and tell the service's owners.")
    }
}
