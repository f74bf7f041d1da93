import ApiClients
package import Catalogue
import LuaBridge
import Timekeeping

/// `datagov`: datasets of data.gov.sg.
package struct DataGovModule: ScriptModule {
    package static let name = "datagov"
    package static let summary = "Datasets of data.gov.sg: publishing, and reading what is published."
    package static let bindings = [
        whoami, upload, append, status, wait, check, datasets, metadata, rows, download, publish, restore, diff,
    ]
    package static let source: ModuleSource<DataGovModule>? = ModuleSource(
        PackageResources.publish_lua, usesLoops: true
    ) { module in
        // What is called with the script's arguments, by the function's name.
        let checked = LuaTable(
            fields: Dictionary(
                uniqueKeysWithValues: [upload, append, publish, restore, wait, check, diff].map { binding in
                    (.string(binding.signature.shortName), .function(binding.function(of: module)))
                }))
        let send = LuaTable(fields: [
            "replacement": .function(replacement.function(of: module, gate: module.gate)),
            "addition": .function(addition.function(of: module, gate: module.gate)),
            "checking": .function(checking.function(of: module)),
            "difference": .function(difference.function(of: module)),
        ])
        return [
            .table(checked), .table(send), .table(module.spooling), .function(waitQuietly.function(of: module)),
            .function(waitEvents.function(of: module)), .function(module.examine()), .function(module.clock),
        ]
    }

    let services: Services
    let files: FileAccess
    let sequelEnded: SequelEnd
    package let gate: WriteGate
    let notices: FileNotices
    let dataCheck: DataCheck
    /// Rows that are sent in the place of files.
    let spools: RowSpools

    var client: DataGovClient {
        get throws {
            var client = try services.dataGovClient()
            client.files = spools.opener(else: client.files)
            return client
        }
    }

    /// - Parameters:
    ///   - files: Opens the files that are checked and downloaded.
    ///   - sequelEnded: Is told how the ingestion of an upload ended that the script has waited for.
    ///   - notify: Is told the warnings of files that are sent.
    init(
        _ services: Services, files: FileAccess, gate: WriteGate = .open,
        sequelEnded: @escaping SequelEnd = { _, _, _ in }, notify: @escaping @Sendable (String) -> Void = { _ in }
    ) {
        self.services = services
        self.files = files
        self.gate = gate
        self.sequelEnded = sequelEnded
        notices = FileNotices(notify)
        spools = RowSpools()
        dataCheck = DataCheck(files: files, spools: spools) { try services.dataGovClient() }
    }

    package init(_ host: AllModules) {
        let (runs, log) = (host.runs, LogModule(host))
        self.init(
            host.services, files: host.files, gate: host.gate,
            sequelEnded: { try await runs.sequelEnded($0, $1, $2) }, notify: { log.say(.warn, $0) })
    }

    /// Declared here, made of `upload` and `wait` in Lua, so that each is a step of its own.
    static let publish = Binding<DataGovModule>(
        "datagov.publish",
        "Checks a file as datagov.check does, replaces a dataset's rows with it and waits for the ingestion.",
        .dataset,
        .content("A CSV file, or its rows: a list or an iterator of tables."),
        .option(
            "timeout", default: Duration.seconds(3600),
            "Seconds for the whole call, including the wait for an earlier ingestion."),
        .rowColumns,
        .option("new_columns", default: false, "Whether the file may have other columns than the dataset."),
        .checkBeforehand, .allowedFindings,
        .option(
            "backup", String?.self, file: .write,
            "Where the present rows are downloaded to before they are replaced; nothing is sent if that fails."),
        result: .init(IngestionStatus.shape), effect: .write,
        errors: [.data, .ingestion, .timeout, .uncertain],
        example: """
            local columns = { "short_url", "long_url", "created_at" }
            local rows <close> = csv.writer("out.csv", columns)
            rows:write({ "a", "https://www.example.gov.sg", "2026-01-31" })
            rows:close()
            print(datagov.publish("d_1f0c5d6b7a8e49f2b3c4d5e6f7a80912", "out.csv").status)
            """)

    /// Declared here, made of `upload` and `wait` in Lua.
    static let restore = Binding<DataGovModule>(
        "datagov.restore", "Replaces a dataset's rows with those of a backup and waits for the ingestion.",
        .dataset,
        .required("file", String.self, file: .read, "What { backup = … } or datagov.download has written."),
        .option(
            "timeout", default: Duration.seconds(3600),
            "Seconds for the whole call, including the wait for an earlier ingestion."),
        result: .init(IngestionStatus.shape), effect: .write,
        errors: [.data, .ingestion, .timeout, .uncertain],
        example: """
            local dataset <const> = "d_2a1d6e7c8b9f40a3c4d5e6f7a8b91023"
            datagov.download(dataset, "before.csv")
            print(datagov.restore(dataset, "before.csv").status)
            """)

    private var clock: LuaFunction {
        LuaFunction("datagov.publish") { [services] _ in
            .values([.number((services.time.now() - .start).inSeconds)])
        }
    }
}

extension Parameter<Bool> {
    /// Whether a file is checked before it is sent.
    static var checkBeforehand: Parameter<Bool> {
        .option(
            "check", default: true, "Whether to check the file first and to refuse it for errors; see datagov.check.")
    }
}

extension Parameter<[FindingKind]?> {
    /// Kinds of errors for which a file is sent nevertheless.
    static var allowedFindings: Parameter<[FindingKind]?> {
        .option("allow", [FindingKind]?.self, "Kinds of errors that do not matter, such as \"fewer-rows\".")
    }
}
