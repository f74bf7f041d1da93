package import FoundationEssentials

/// What an emulator is like.
///
/// The defaults are the services as documented, on a free port, without faults.
package struct EmulatorConfiguration: Sendable {
    /// 0 takes any free port.
    package var port = 0
    /// Requests of one user of one link service in any second; 0 lifts every limit, also those of the read side.
    package var rate = 5
    /// How long a user is refused after passing the limit.
    package var block = Duration.seconds(10)
    /// Each answer is late by a random time from this range, drawn evenly.
    package var answerDelay = Duration.zero...Duration.zero
    package var ingestion = IngestionTimes()
    /// How long an upload link lives; the services say one hour.
    package var linkLifetime = Duration.seconds(3600)
    /// Decides delays, faults and chosen names; nil takes another one at each start.
    package var seed: UInt64?
    /// Every time in the emulator comes from here.
    package var clock: any Clock<Duration> = ContinuousClock()
    /// What the clock's first moment is called in dates; nil means now.
    package var epoch: Date?
    package var accounts = EmulatorAccount.ready
    package var datasets = DatasetSeed.ready
    package var links: [LinkSeed] = []
    package var faults = Faults()
    /// Where links and datasets outlive the process; nil keeps them in memory and in a temporary folder.
    ///
    /// What the directory holds goes before `links` and `datasets` of the same name. Usable by one server at a time.
    package var stateDirectory: String?
    /// Called when a change cannot be kept in the state directory; the request is answered with a status of 500.
    package var onStateFailure: @Sendable (EmulatorError) -> Void = { _ in }
    /// What the server answers at ``markPath``, by which it can be told from another on the same port; nil for nothing.
    package var mark: String?

    /// The path of ``mark``, below none of the services.
    package static let markPath = "/mark"

    package init() {}
}
