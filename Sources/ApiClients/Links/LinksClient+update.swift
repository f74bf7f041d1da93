package import Timekeeping

/// A change of a link that is to be made.
package struct UpdateIntent: Sendable, Hashable, Codable {
    /// The link's name.
    package let shortUrl: ShortName
    /// What shall change.
    package let changes: LinkChanges
    /// When it was decided, by the service's clock.
    package let preparedAt: ServiceInstant

    init(shortUrl: ShortName, changes: LinkChanges, preparedAt: ServiceInstant) {
        self.shortUrl = shortUrl
        self.changes = changes
        self.preparedAt = preparedAt
    }
}

extension LinksClient {
    /// Notes a change of a link; sends nothing.
    ///
    /// - Throws: ``ApiError`` of kind `usage` if nothing would change, `data` for a target that leads back to the
    ///   service.
    package func prepareUpdate(_ name: ShortName, _ changes: LinkChanges) throws -> UpdateIntent {
        guard !changes.isEmpty else {
            throw ApiError(.usage, "there is nothing to change", hint: "Give longUrl, state or both.")
        }
        try changes.longUrl?.check(against: ownHosts)
        return UpdateIntent(shortUrl: name, changes: changes, preparedAt: channel.serviceTime)
    }

    /// Makes the change.
    ///
    /// Sending it twice does no harm, so it is repeated until it is answered. An earlier, different change of the link
    /// that may still arrive, by whichever process, is waited for, so that it cannot undo this one.
    ///
    /// - Parameter wasInDoubt: Whether it may have been sent before, as when it was recorded by a process that ended.
    /// - Throws: ``ApiError``; of kind `not_found` if the caller has no such link, `uncertain` if the time ran out and
    ///   the change may have been made.
    package func perform(
        _ intent: UpdateIntent, within time: TimeAllowed? = nil, wasInDoubt: Bool = false
    ) async throws -> Link {
        var run = run("links.update", within: time)
        if wasInDoubt { run.fate = .wasInDoubt }
        let turn = lateChanges.turn(intent, at: channel.endpoint.serviceName)
        do {
            let link = try await channel.perform(change(for: intent, turn), &run)
            await lateChanges.end(turn)
            return link
        } catch {
            await lateChanges.end(turn)
            throw error
        }
    }

    private func change(for intent: UpdateIntent, _ turn: LateChanges.Turn) -> Operation<Link> {
        Operation(
            effect: .change,
            request: { run in
                try await lateChanges.wait(for: intent, turn, &run, channel.time)
                return try request(
                    .patch, "/v1/urls/\(QueryString.escape(intent.shortUrl.text))", body: intent.changes.fields)
            },
            judge: { response in
                let verdict = channel.judge(response, decode: changed) { Self.refusal($0, $1, intent) }
                guard case .done(let link) = verdict else { return verdict }
                if link.shortUrl == intent.shortUrl.text, intent.changes.areIn(link) { return verdict }
                let asked = "\"\(intent.shortUrl.text)\" with \(intent.changes.inWords)"
                return .refused(channel.mismatch(asked: asked, answer: link, response), .perhapsOurs)
            },
            settle: { run in try await settle(intent, &run) },
            doubted: { lateChanges.note(intent, turn, for: $0, now: channel.time.now()) })
    }

    /// Finds out whether a change was made: it was if the link is as wanted.
    ///
    /// A link that somebody has changed since the
    /// intent, and otherwise than wanted, is `unknown`: the change must not be sent over theirs.
    ///
    /// - Throws: ``ApiError`` if the run has to stop or was cancelled; other failures make it `unknown`.
    package func settle(_ intent: UpdateIntent, within time: TimeAllowed? = nil) async throws -> Settlement<Link> {
        var run = run("links.update", within: time)
        return try await Settlement.orUnknown { try await settle(intent, &run) }
    }

    private func settle(_ intent: UpdateIntent, _ run: inout CallAttempts) async throws -> Settlement<Link> {
        guard let link = try await find(intent.shortUrl, &run) else { return .notHappened }
        if intent.changes.areIn(link) { return .happened(link) }
        // The service's clock is known to the second only.
        if let updatedAt = Timestamp.parse(link.updatedAt), updatedAt > intent.preparedAt + .seconds(2) {
            return .unknown("the link \"\(link.shortUrl)\" was changed by somebody else in the meantime")
        }
        return .notHappened
    }

    private static func refusal(
        _ response: HTTPResponse, _ fault: ServiceFault, _ intent: UpdateIntent
    ) -> Operation<Link>.Verdict? {
        let name = intent.shortUrl.text
        switch response.status {
        case 403 where fault.message?.hasSuffix("not found for user.") == true, 404:
            return .refused(
                ApiError(
                    .notFound, "you have no link \"\(name)\": it does not exist, or belongs to somebody else",
                    status: response.status, hint: "Look at the link's owner and spelling."))
        case 400 where fault.message?.hasPrefix("Unable to edit") == true:
            return .notExecuted(ApiError(.rejected, fault.message ?? "", status: 400), limit: .unableToEdit)
        default:
            return nil
        }
    }
}
