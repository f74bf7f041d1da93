import FoundationEssentials

extension LinksClient {
    /// Chooses everything about a new link; sends nothing.
    ///
    /// - Throws: ``ApiError`` of kind `data` for a target that leads back to the service, or a name that cannot be
    ///   followed.
    package func prepareCreate(_ longUrl: LongURL, as name: NameChoice = .random) throws -> CreateIntent {
        try longUrl.check(against: ownHosts)
        if case .given(let name) = name, let fault = fault(inNew: name) { throw fault }
        return switch name {
        case .given(let name): CreateIntent(longUrl: longUrl, shortUrl: name, origin: .caller)
        case .random: CreateIntent(longUrl: longUrl, shortUrl: .random(channel.random), origin: .drawn)
        case .derived(let seed, let key, let isAgain):
            CreateIntent(
                longUrl: longUrl, shortUrl: .derived(from: seed, key: key), origin: isAgain ? .derivedAgain : .drawn)
        }
    }

    /// Makes the link.
    ///
    /// A name that the caller gave, and that already leads to this very target for the caller, is a success with
    /// ``Link/existing``. A drawn name that proves to be somebody else's is replaced by its successor, which `renamed`
    /// is told before the request for it leaves; an error thrown there ends the call.
    ///
    /// - Parameter wasInDoubt: Whether it may have been sent before, as when it was recorded by a process that ended:
    ///   then no other name is drawn, and a refusal may come from the first sending.
    /// - Throws: ``ApiError``; of kind `conflict` if the name is taken, `uncertain` if the time ran out in doubt.
    package func perform(
        _ intent: CreateIntent, within time: TimeAllowed? = nil, wasInDoubt: Bool = false,
        renamed: @Sendable (CreateIntent) async throws -> Void = { _ in }
    ) async throws -> Link {
        var run = run("links.create", within: time)
        if wasInDoubt { run.fate = .wasInDoubt }
        var intent = intent
        var draws = 1
        while true {
            do {
                return try await channel.perform(creation(of: intent), &run)
            } catch let error as ApiError {
                guard Self.isTaken(error), !intent.origin.isExpected, run.fate == .clear, !run.wasEverInDoubt, draws < 5
                else { throw error }
            }
            draws += 1
            intent.shortUrl = intent.shortUrl.next
            try await renamed(intent)
        }
    }

    /// Whether the service says that somebody has this name, which a 409 of any other kind does not.
    private static func isTaken(_ error: ApiError) -> Bool { error.kind == .conflict && error.status == 400 }

    /// Finds out whether a link was made, by looking; takes slots like any other request.
    ///
    /// - Throws: ``ApiError`` if the run has to stop or was cancelled; other failures make it `unknown`.
    package func settle(_ intent: CreateIntent, within time: TimeAllowed? = nil) async throws -> Settlement<Link> {
        var run = run("links.create", within: time)
        return try await Settlement.orUnknown { try await settle(intent, &run) }
    }

    private func creation(of intent: CreateIntent) -> Operation<Link> {
        Operation(
            effect: .once,
            request: { _ in
                try request(
                    .post, "/v1/urls",
                    body: ["longUrl": .string(intent.longUrl.text), "shortUrl": .string(intent.shortUrl.text)])
            },
            judge: { response in
                let verdict = channel.judge(response, decode: changed) { Self.refusal($0, $1, intent) }
                guard case .done(let link) = verdict else { return verdict }
                let isOurs = link.shortUrl == intent.shortUrl.text && intent.longUrl.isSame(as: link.longUrl)
                if isOurs { return verdict }
                let asked = "\"\(intent.shortUrl.text)\" to \(Redaction.url(intent.longUrl.text))"
                return .refused(channel.mismatch(asked: asked, answer: link, response), .perhapsOurs)
            },
            settle: { run in try await settle(intent, &run) })
    }

    private static func refusal(
        _ response: HTTPResponse, _ fault: ServiceFault, _ intent: CreateIntent
    ) -> Operation<Link>.Verdict? {
        switch response.status {
        case 400 where fault.type == "ShortUrlError":
            // Two draws are never the same: after a doubt, a drawn name is taken by our own first sending.
            return .refused(
                ApiError(
                    .conflict, fault.message ?? "Short link \"\(intent.shortUrl.text)\" is already used.",
                    status: 400,
                    hint: "Choose another short URL, or change the link with links.update if it is yours."),
                intent.origin.isExpected ? .perhapsOurs : .surelyOurs)
        case 409 where fault.type != "Validation Error":
            return .refused(
                ApiError(.conflict, fault.message ?? StatusPhrase.words(409), status: 409), .perhapsOurs)
        default:
            return nil
        }
    }

    private func settle(_ intent: CreateIntent, _ run: inout CallAttempts) async throws -> Settlement<Link> {
        guard var link = try await find(intent.shortUrl, &run) else { return .notHappened }
        // A drawn name is ours whatever its target: it may have been changed since.
        guard intent.origin.isExpected else { return .happened(link) }
        guard intent.longUrl.isSame(as: link.longUrl) else { return .notHappened }
        link.existing = true
        return .happened(link)
    }
}

extension Settlement {
    /// What a look says; `unknown` if the look failed in a way that stops neither the run nor the task.
    static func orUnknown(_ look: () async throws -> Settlement) async throws -> Settlement {
        do {
            return try await look()
        } catch let error as ApiError where !error.stopsRun && error.kind != .cancelled {
            return .unknown(error.message)
        }
    }
}
