import ApiClients
package import Catalogue
import LuaBridge

/// `datagov`: datasets of data.gov.sg.
package struct DataGovModule: ScriptModule {
    package static let name = "datagov"
    package static let summary = "Datasets of data.gov.sg: publishing, and reading what is published."
    package static let bindings = [
        whoami, upload, append, status, wait, check, datasets, metadata, rows, download, publish,
    ]
    package static let source: ModuleSource<DataGovModule>? = ModuleSource(PackageResources.publish_lua) {
        [.function(publish.function(of: $0)), .function(refuse), .function(clock)]
    }

    let services: Services
    let files: FileAccess
    let sequelEnded: SequelEnd
    package let gate: WriteGate

    var client: DataGovClient {
        get throws { try services.dataGovClient() }
    }

    /// - Parameters:
    ///   - files: Opens the files that are checked and downloaded.
    ///   - sequelEnded: Is told how the ingestion of an upload ended that the script has waited for.
    init(
        _ services: Services, files: FileAccess, gate: WriteGate = .open,
        sequelEnded: @escaping SequelEnd = { _, _, _ in }
    ) {
        self.services = services
        self.files = files
        self.gate = gate
        self.sequelEnded = sequelEnded
    }

    package init(_ host: AllModules) {
        let runs = host.runs
        self.init(host.services, files: host.files, gate: host.gate) { try await runs.sequelEnded($0, $1, $2) }
    }

    /// Declared here, made of `check`, `upload` and `wait` in Lua, so that each is a step of its own.
    static let publish = Binding<DataGovModule>(
        "datagov.publish", "Checks a file, replaces a dataset's rows with it and waits for the ingestion.",
        .required("dataset", DatasetID.self, "Its id, d_ and 32 hexadecimal digits, or its page's URL."),
        .required("file", String.self, "A CSV file."),
        .option(
            "timeout", default: Duration.seconds(3600),
            "Seconds for the whole call, including the wait for an earlier ingestion."),
        .option("new_columns", default: false, "Whether the file may have other columns than the dataset."),
        result: .init(IngestionStatus.shape), effect: .write,
        errors: [.data, .ingestion, .timeout, .uncertain],
        example: """
            local columns = { "short_url", "long_url", "created_at" }
            local rows <close> = csv.writer("out.csv", columns)
            rows:write({ "a", "https://www.example.gov.sg", "2026-01-31" })
            rows:close()
            print(datagov.publish("d_1f0c5d6b7a8e49f2b3c4d5e6f7a80912", "out.csv").status)
            """)

    private static let origin = ContinuousClock.now
    private static let clock = LuaFunction("datagov.publish") { _ in
        .values([.number((ContinuousClock.now - origin) / .seconds(1))])
    }
}
