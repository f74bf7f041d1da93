import Hummingbird

/// Stamps the arrival, lets the router answer, and turns what nobody handled into an HTML page.
struct EmulatorResponder: HTTPResponder {
    let router: RouterResponder<EmulatorContext>
    let clock: EmulatorClock
    let onStateFailure: @Sendable (EmulatorError) -> Void

    func respond(to request: Request, context: EmulatorContext) async throws -> Response {
        var context = context
        context.arrival = clock.now
        do {
            let response = try await router.respond(to: request, context: context)
            guard response.status == .notFound, response.body.contentLength == 0 else { return response }
            return unknownPath(request.uri.path).response
        } catch let drop as ConnectionDrop {
            throw drop
        } catch let answer as Answer {
            return answer.response
        } catch {
            if let failure = error as? EmulatorError { onStateFailure(failure) }
            return Answer.html(500).response
        }
    }

    private func unknownPath(_ path: String) -> Answer {
        let isLinksApi = ["/go/api/v1/", "/forsg/api/v1/"].contains { path.hasPrefix($0) }
        return isLinksApi ? .message(404, "Resource not found.") : .html(404)
    }
}

/// The connection has been closed on purpose; nothing can be answered any more.
struct ConnectionDrop: Error {}
