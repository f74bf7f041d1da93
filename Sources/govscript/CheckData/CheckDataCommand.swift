import ApiClients
import ArgumentParser
import Glibc
import HostState
import LuaBridge
import ScriptModules
import ScriptRunner
import Settings
import TerminalText
import TextFormats

struct CheckDataCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check-data",
        abstract: "Check CSV files before they are published on data.gov.sg.",
        usage: "govscript check-data [<options>] <file> ...",
        discussion: """
            Reads each file as a whole. Finds rows that are too short or blank, text \
            that is not UTF-8 or cannot be seen, values that do not fit their column, \
            dates that can be read two ways, and what Excel may have done. With \
            --dataset, columns, types and rows are compared with the dataset's. Prints \
            counts first, then the first findings. Nothing is sent. Exit code 65 if \
            there is an error; warnings are only shown.

            Examples:
              govscript check-data rows.csv
              govscript check-data today.csv --dataset d_... --mode append
              govscript check-data rows.csv --rejects rejected.csv
            """)

    @Option(help: ArgumentHelp("The dataset that the file is for: its id, or its page's URL.", valueName: "id"))
    var dataset: DatasetID?

    @Option(help: "What the file's rows are for: replace or append.")
    var mode = UploadMode.replace

    @Flag(help: "The file may have other columns than the dataset whose rows it replaces.")
    var newColumns = false

    @Option(help: ArgumentHelp("Take errors of this kind for warnings (repeatable).", valueName: "kind"))
    var allow: [FindingKind] = []

    @Flag(help: "Print JSON: counts and findings of each file.")
    var json = false

    @Option(
        help: ArgumentHelp("Write the rows that have errors to this file, with their reasons.", valueName: "file"),
        completion: .file(extensions: ["csv"]))
    var rejects: String?

    @Flag(help: "Ask the sandbox about the dataset.")
    var sandbox = false

    @OptionGroup var settings: SettingsOptions

    @Argument(help: "CSV files.", completion: .file(extensions: ["csv"]))
    var files: [String]

    func validate() throws {
        if sandbox, settings.profile != nil {
            throw ValidationError("--sandbox and --profile cannot be used together.")
        }
        if rejects != nil, files.count > 1 {
            throw ValidationError("--rejects takes the rows of one file: name only one.")
        }
    }

    func run() async {
        let secrets = SecretRegistry()
        let console = Console(secrets: secrets)
        if dataset != nil { KeyCheck.endKeyCommandsWithTheProcess() }
        let access = FileAccess(
            workingDirectory: Environment.workingDirectory, homes: Environment.homes, everything: true)
        do {
            var unreadable: Int32?
            let checks = try await asking(secrets) { client in
                let check = DataCheck(files: access, client: client)
                let purpose = FileCheck.Purpose(mode, newColumns: newColumns, allowed: Set(allow))
                var checks: [FileCheck] = []
                for file in files {
                    do {
                        checks.append(try await check.run(file, dataset: dataset, for: purpose))
                    } catch  where error is FileAccessError || error is CSVError {
                        // The others are checked all the same.
                        let (report, code) = ProcessExit.describe(error, nil)
                        for line in report.lines(inColour: false) { console.line(line) }
                        unreadable = unreadable ?? code
                    }
                }
                return checks
            }
            if json {
                Output.json(secrets.redact(try DataReport.json(checks)))
            } else {
                for check in checks { Output.lines(secrets.redact(DataReport.text(check))) }
            }
            if let rejects, let check = checks.first {
                let count = try await RejectedRows.write(of: check, to: rejects, in: access)
                console.line("\(rejects): \(count.grouped) \(count == 1 ? "row" : "rows") with errors")
            }
            let isFaulty = checks.contains { $0.errorCount > 0 }
            ProcessExit.exit(code: unreadable ?? (isFaulty ? ExitCode.badData : .done).rawValue)
        } catch {
            ProcessExit.exit(error, stopped: nil, console: console)
        }
    }

    /// Does something with what gives the client of data.gov.sg, which is made only for a dataset.
    private func asking(
        _ secrets: SecretRegistry,
        _ body: (@escaping @Sendable () throws -> DataGovClient) async throws -> [FileCheck]
    ) async throws -> [FileCheck] {
        guard dataset != nil else {
            // Nobody is asked about a file by itself.
            return try await body { throw ApiError(.internal, "no dataset is meant") }
        }
        var start = SessionStart()
        start.sandbox = sandbox ? .kept : nil
        start.profile = settings.profile
        start.configuration = settings.config
        let choice = try start.choice()
        let isSandbox = choice.profile.base == .sandbox
        let state = isSandbox ? Sandbox.directory + "/host" : Environment.stateDirectory
        var checks: [FileCheck] = []
        try await start.serving(choice, secrets, command: "govscript check-data") { services, _ in
            let transport = HTTPTransport(try services.http())
            var environment = ClientEnvironment(transport: transport.transport)
            let host = try HostState(at: state, command: "govscript check-data")
            let database = try services.profile.state.map { try StateDatabase($0) }
            host.attach(to: &environment, sharing: database)
            let client = DataGovClient(
                try services.datagovEndpoints(), environment: services.prepared(environment),
                options: try services.datagovOptions())
            let result = await Result { try await body { client } }
            await transport.shutdown()
            if database != nil { await host.endLeases() }
            checks = try result.get()
        }
        return checks
    }
}

extension DatasetID: ExpressibleByArgument {
    package init?(argument: String) {
        guard let id = try? DatasetID(argument) else { return nil }
        self = id
    }
}

extension UploadMode: ExpressibleByArgument {}
extension FindingKind: ExpressibleByArgument {}
