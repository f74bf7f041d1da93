import FoundationEssentials

/// What the services know: links, datasets and stored files, with or without a directory that outlives the process.
struct EmulatedState: Sendable {
    let go: LinkStore
    let forsg: LinkStore
    let datasets: DatasetStore
    let objects: ObjectStore
    /// Removed at the end; nil when the state outlives the server.
    let temporaryFolder: String?
    private let log: LogSlot

    init(_ configuration: EmulatorConfiguration, clock: EmulatorClock, ledger: LedgerBook, seed: UInt64) throws {
        let folder: String
        if let directory = configuration.stateDirectory {
            (folder, temporaryFolder) = (directory, nil)
        } else {
            folder =
                FileManager.default.temporaryDirectory
                .appending(path: "govscript-emulator-\(UUID().uuidString)").path
            temporaryFolder = folder
        }
        try StateFolder.make(folder)
        let log = LogSlot()
        let objects = try ObjectStore(folder: "\(folder)/objects")
        let go = LinkStore(random: SeededRandom(seed: seed &+ 1)) { try log.append(Change($0, of: .go)) }
        let forsg = LinkStore(random: SeededRandom(seed: seed &+ 2)) { try log.append(Change($0, of: .forsg)) }
        let datasets = DatasetStore(
            times: configuration.ingestion, clock: clock, objects: objects, ledger: ledger
        ) { try log.append(Change($0)) }
        (self.go, self.forsg, self.datasets, self.objects, self.log) = (go, forsg, datasets, objects, log)

        let start = clock.now
        for seed in configuration.links { (seed.service == .forsg ? forsg : go).restore(seed.link(at: start)) }
        for seed in configuration.datasets { datasets.restore(seed.dataset(at: start)) }
        guard configuration.stateDirectory != nil else { return }
        log.log = try ChangeLog(
            folder: folder,
            replay: { change in
                if let link = change.link { (change.service == "forsg" ? forsg : go).restore(link) }
                if let dataset = change.dataset { datasets.restore(dataset) }
            },
            snapshot: {
                go.all.map { Change($0, of: .go) } + forsg.all.map { Change($0, of: .forsg) }
                    + datasets.unsettled.map { Change($0) }
            })
        objects.keepOnly(Set(datasets.unsettled.flatMap(\.objects)))
    }

    /// Ends the use of the folder.
    func close() {
        log.log?.close()
        if let temporaryFolder { try? FileManager.default.removeItem(atPath: temporaryFolder) }
    }
}
