public import FoundationEssentials

/// What an emulator is like.
///
/// The defaults are the services as documented, on a free port, without faults.
public struct EmulatorConfiguration: Sendable {
    /// 0 takes any free port.
    public var port = 0
    /// Requests of one user of one link service in any second; 0 lifts every limit, also those of the read side.
    public var rate = 5
    /// How long a user is refused after passing the limit.
    public var block = Duration.seconds(10)
    /// Each answer is late by a random time from this range, drawn evenly.
    public var answerDelay = Duration.zero...Duration.zero
    public var ingestion = IngestionTimes()
    /// How long an upload link lives; the services say one hour.
    public var linkLifetime = Duration.seconds(3600)
    /// Decides delays, faults and chosen names; nil takes another one at each start.
    public var seed: UInt64?
    /// Every time in the emulator comes from here.
    public var clock: any Clock<Duration> = ContinuousClock()
    /// What the clock's first moment is called in dates; nil means now.
    public var epoch: Date?
    public var accounts = EmulatorAccount.ready
    public var datasets = DatasetSeed.ready
    public var links: [LinkSeed] = []
    public var faults = Faults()
    /// Where links and datasets outlive the process; nil keeps them in memory and in a temporary folder.
    ///
    /// What the directory holds goes before `links` and `datasets` of the same name. Usable by one server at a time.
    public var stateDirectory: String?

    public init() {}
}
