import ApiEmulator
import ArgumentParser
import Glibc
import ScriptRunner
import TerminalText

struct EmulatorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "emulator",
        abstract: "Serve data.gov.sg, GoGovSG and ForSG on this machine, for trying scripts.",
        usage: "govscript emulator [<options>]",
        discussion: """
            Prints `export` lines once it serves; run them in the shell that \
            starts your scripts. Without them scripts run against production. It \
            serves until it is stopped with Ctrl-C.

            Example:
              govscript emulator --port 8080 > emulator.env &
              until [ -s emulator.env ]; do sleep 0.1; done
              source emulator.env && govscript run migrate.lua
            """)

    @Option(help: ArgumentHelp("The port; 0 for any free one.", valueName: "number"))
    var port = 0

    @Option(help: ArgumentHelp("Requests per second for each key; 0 for no limit.", valueName: "number"))
    var rate = 5

    @Option(help: ArgumentHelp("Delay each answer by up to this many milliseconds.", valueName: "ms"))
    var delay = 0

    @Option(help: ArgumentHelp("Simulate failures: go:drop-after=5%,datagov:hang-ingestion@1", valueName: "faults"))
    var faults: String?

    @Option(help: ArgumentHelp("Seed of the random failures.", valueName: "number"))
    var seed: UInt64?

    @Option(help: ArgumentHelp("Keep the data in this folder.", valueName: "folder"), completion: .directory)
    var state: String?

    func validate() throws {
        if !(0...65535).contains(port) { throw ValidationError("--port must be from 0 to 65535.") }
        if !(0...1_000_000).contains(rate) { throw ValidationError("--rate must be from 0 to 1000000.") }
        if !(0...3_600_000).contains(delay) { throw ValidationError("--delay must be from 0 to 3600000 milliseconds.") }
    }

    func run() async throws {
        let console = Console()
        do {
            var configuration = EmulatorConfiguration()
            configuration.port = port
            configuration.rate = rate
            configuration.answerDelay = .zero ... .milliseconds(delay)
            configuration.seed = seed
            configuration.stateDirectory = state
            if let faults { configuration.faults = try Faults(faults) }
            let signal = try await EmulatorServer.serving(configuration) { _, access in
                Output.exact(Self.settings(access))
                ProcessExit.exitIfOutputIsLost()
                return try await Self.signal()
            }
            ProcessExit.exit(code: signal == SIGINT ? 0 : 128 + signal)
        } catch let error as FaultsError {
            console.line("error: --faults: \(error)")
            ProcessExit.exit(code: ExitCode.usage.rawValue)
        } catch {
            ProcessExit.exit(error, stopped: nil, console: console)
        }
    }

    private static func settings(_ access: EmulatorAccess) -> String {
        """
        export GOVSCRIPT_GO_URL=\(access.goUrl)
        export GOVSCRIPT_GO_API_KEY=\(access.goKey)
        export GOVSCRIPT_FORSG_URL=\(access.forsgUrl)
        export GOVSCRIPT_FORSG_API_KEY=\(access.forsgKey)
        export GOVSCRIPT_DATAGOV_URL=\(access.datagovUrl)
        export GOVSCRIPT_DATAGOV_API_KEY=\(access.datagovKey)
        export GOVSCRIPT_DATAGOV_PUBLIC_API_KEY=\(access.publicKey)
        export GOVSCRIPT_DATAGOV_PUBLIC_TIER=production
        """
    }

    /// Waits for Ctrl-C or `kill`.
    private static func signal() async throws -> Int32 {
        let (signals, continuation) = AsyncStream.makeStream(of: Int32.self)
        try SignalPipe.receive([SIGINT, SIGTERM, SIGHUP]) { continuation.yield($0) }
        return await signals.first { _ in true } ?? SIGTERM
    }
}
