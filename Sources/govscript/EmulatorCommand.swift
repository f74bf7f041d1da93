import ApiEmulator
import ArgumentParser
import Glibc
import ScriptModules
import ScriptRunner

struct EmulatorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "emulator",
        abstract: "Serves data.gov.sg, GoGovSG and ForSG on this machine, for trying scripts out.",
        discussion: """
            Prints its addresses and keys as lines that a shell takes, and serves until it is stopped. A script
            reaches it from a shell in which those lines were run.
            """)

    @Option(help: ArgumentHelp("The port; any free one if left out.", valueName: "number"))
    var port = 0

    @Option(help: ArgumentHelp("Requests per second and user; 0 for no limit.", valueName: "number"))
    var rate = 5

    @Option(help: ArgumentHelp("Answers are delayed by up to so many milliseconds.", valueName: "ms"))
    var delay = 0

    @Option(help: ArgumentHelp("How it misbehaves: go:drop-after=5%,datagov:hang-ingestion@1", valueName: "faults"))
    var faults: String?

    @Option(help: ArgumentHelp("The seed of what happens at random.", valueName: "number"))
    var seed: UInt64?

    @Option(help: ArgumentHelp("Keep the data in this folder.", valueName: "folder"))
    var state: String?

    func validate() throws {
        if !(0...65535).contains(port) { throw ValidationError("--port wants a number from 0 to 65535.") }
        if !(0...1_000_000).contains(rate) { throw ValidationError("--rate wants a number from 0 to 1000000.") }
        if !(0...3_600_000).contains(delay) { throw ValidationError("--delay wants milliseconds from 0 to 3600000.") }
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
                Output.lines(Self.settings(access))
                fflush(nil)
                return await Self.signal()
            }
            Failure.exit(code: signal == SIGINT ? 0 : 128 + signal)
        } catch let error as FaultsError {
            console.line("error: --faults: \(error)")
            Failure.exit(code: ExitCode.usage.rawValue)
        } catch {
            Failure.exit(error, stopped: nil, console: console)
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
        """
    }

    /// Waits for Ctrl-C or `kill`.
    private static func signal() async -> Int32 {
        let (signals, continuation) = AsyncStream.makeStream(of: Int32.self)
        SignalPipe.receive([SIGINT, SIGTERM, SIGHUP]) { continuation.yield($0) }
        return await signals.first { _ in true } ?? SIGTERM
    }
}
