import ArgumentParser
import ClusterState
import HostLeases
import Postgres
import Settings
import Timekeeping

struct StateStatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Show which machines have which slots.",
        usage: "govscript state status [<options>]",
        discussion: """
            One line for each account and machine: how many slots it has, how many it \
            could use, and the number of its last beat. --watch looks twice, two beats \
            apart, and says which machines have beaten meanwhile.

            A server is calm once no lease that an earlier one has granted can be in \
            use. Until then it grants nothing new; machines keep what they have.

            Examples:
              govscript state status
              govscript state status --watch
              govscript state status --json
            """)

    @OptionGroup
    var settings: SettingsOptions

    @Flag(help: "Look twice, and say which machines are alive.")
    var watch = false

    @Flag(help: "Print JSON.")
    var json = false

    func run() async {
        await ProcessExit.exiting {
            let connection = PostgresConnection(try settings.state().address())
            let first = try await ClusterOverview(connection)
            var later: ClusterOverview?
            if watch {
                try await Task.sleep(for: first.timing.beat * 2)
                later = try await ClusterOverview(connection)
            }
            let report = StateReport(
                database: connection.address.title, overview: later ?? first, earlier: later == nil ? nil : first)
            if json { return Output.json(try report.json()) }
            for line in report.lines { Output.line(line) }
            if let table = report.table { Output.table(table) }
            for line in report.notes { Output.line(line) }
        }
    }
}
