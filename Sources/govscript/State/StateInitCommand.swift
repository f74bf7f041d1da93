import ArgumentParser
import ClusterState
import Postgres
import Settings

struct StateInitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Make the tables that machines share, or migrate them.",
        usage: "govscript state init [<options>]",
        discussion: """
            They are in a schema of their own, govscript, of the database that \
            GOVSCRIPT_STATE or the profile names. The role needs the right to create \
            it. Where the tables are current, nothing is changed. A migration keeps \
            what is there; machines with an older govscript then need the newer one.

            Where an administrator makes the tables, --print says what to run, and \
            needs no connection. With --grant, another role than the one that makes \
            them can use them.

            Examples:
              govscript state init
              govscript state init --print --grant govscript > state.sql
            """)

    @OptionGroup
    var settings: SettingsOptions

    @Option(
        help: ArgumentHelp("Let this role use the tables (repeatable).", valueName: "role"))
    var grant: [String] = []

    @Flag(name: .customLong("print"), help: "Print the SQL instead of running it.")
    var prints = false

    @Option(
        help: ArgumentHelp("With --print: the version that the database has; 0 for none.", valueName: "version"))
    var from: Int?

    func validate() throws {
        if from != nil, !prints { throw ValidationError("--from is an option of --print.") }
        if let from, !(0...ClusterSchema.version).contains(from) {
            throw ValidationError("--from is a version from 0 to \(ClusterSchema.version).")
        }
    }

    func run() async {
        await ProcessExit.exiting {
            if prints { return Output.exact(ClusterSchema.script(from: from ?? 0, grantingTo: grant)) }
            let connection = PostgresConnection(try settings.state().address())
            let schema = ClusterSchema(connection)
            let title = connection.address.title
            let before = try await schema.migrate()
            let version = ClusterSchema.version
            switch before {
            case .missing: Output.line("made the tables of version \(version) in \(title)")
            case .older(let old): Output.line("migrated \(title) from version \(old) to version \(version)")
            case .current: Output.line("\(title) has the tables of version \(version); nothing was changed")
            case .newer: try await schema.requireCurrent()
            }
            for role in grant {
                try await schema.grant(to: role)
                Output.line("\(role) may use them")
            }
        }
    }
}
