import ApiClients
import ArgumentParser
import FoundationEssentials
import Glibc
import Operations
import ScriptRunner
import Settings
import SystemFiles
import TerminalText
import Timekeeping

struct ScheduleAddCommand: ScheduleSubcommand {
    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract: "Start a script at certain times, by cron or systemd.",
        usage: "govscript schedule add <name> --at <times> <file> [<arguments> ...]",
        discussion: """
            Shows the next five times, then writes an entry into your crontab, or with \
            --systemd a service and a timer (for root those of the system). An entry of \
            the same name is replaced. Options of `govscript run` are given with --run; \
            arguments of the script that begin with a hyphen come after --.

            Times: "daily 02:30", "weekdays 06:00", "mon,thu 09:00", "every 15 minutes",
            "every 2 hours at :10", "monthly on 1 at 03:00", "2026-12-01 02:00", or five
            cron fields.

            Examples:
              govscript schedule add nightly --at "daily 02:30" publish.lua out
              govscript schedule add nightly --at "daily 02:30" \\
                --zone Asia/Singapore --run "--retries 3 --timeout 2h" publish.lua
              govscript schedule add move --at "2026-12-01 02:00" --once move.lua
              govscript schedule add nightly --at "daily 02:30" --systemd --print \\
                --credential datagov_api_key:/etc/govscript/key publish.lua out
            """)

    @Argument(help: "The schedule's name.")
    var name: String

    @Option(help: ArgumentHelp("When to start it.", valueName: "times"))
    var at: String

    @Option(help: ArgumentHelp("The time zone of the times (default: this machine's).", valueName: "zone"))
    var zone: String?

    @Flag(help: "Write a systemd service and timer instead of a crontab entry.")
    var systemd = false

    @Flag(name: .customLong("print"), help: "Show what would be written, and write nothing.")
    var isPrinted = false

    @Flag(help: "Remove the entry after the first start.")
    var once = false

    @Option(help: ArgumentHelp("The profile (see: govscript run --help).", valueName: "name"))
    var profile: String?

    @Option(help: ArgumentHelp("The log file (default: NAME.log in this folder).", valueName: "file"))
    var logFile: String?

    @Option(
        name: .customLong("run"), parsing: .unconditional,
        help: ArgumentHelp("Options of govscript run, as one text.", valueName: "options"))
    var runText: String?

    @Option(help: ArgumentHelp("Start up to this much later, at random.", valueName: "time"))
    var jitter: TimeAmount?

    @Option(help: ArgumentHelp("With --systemd: a key for LoadCredential (repeatable).", valueName: "name:path"))
    var credential: [String] = []

    @Option(help: ArgumentHelp("With --systemd, as root: who it runs as.", valueName: "user"))
    var user: String?

    @Argument(help: ArgumentHelp("The script and its arguments.", valueName: "file"))
    var words: [String] = []

    func validate() throws {
        guard Schedule.isName(name) else {
            throw ValidationError("'\(name)' cannot name a schedule: use letters, digits, dots, hyphens, underscores.")
        }
        guard let script = words.first, !script.hasPrefix("-") else {
            throw ValidationError("Name the script to start, after the options.")
        }
        if !systemd, !credential.isEmpty || user != nil {
            throw ValidationError("--credential and --user need --systemd.")
        }
        if user != nil, geteuid() != 0 { throw ValidationError("--user is for root.") }
        do {
            let request = try RunCommand.parse(runOptions + [script])
            if request.words != [script] { throw ValidationError("--run takes options only.") }
        } catch let error as ValidationError {
            throw error
        } catch {
            let words = (error as? ConfigurationMistake)?.message ?? "--run: \(RunCommand.message(for: error))"
            throw ValidationError(words)
        }
    }

    func perform() throws {
        let schedule = try schedule
        let times = try ScheduleTimes(schedule)
        let now = TimeSource.system.calendar
        let next = times.next(once ? 1 : 5, after: now)
        guard !next.isEmpty else {
            throw ConfigurationMistake("--at", "'\(at)' never comes", hint: "Give a time that is still to come.")
        }
        guard access(schedule.script, R_OK) == 0 else {
            throw InputFile.Unreadable(path: words[0], error: SystemError(), hint: nil)
        }
        // Another user's keys are not ours to look for.
        if user == nil { try ScheduleEnvironment.requireKeys(of: start(schedule), for: schedule) }
        Output.line("\(name): next \(next.count == 1 ? "start" : "\(next.count) starts")")
        for moment in next { Output.line("  " + times.text(moment)) }
        systemd ? try addUnits(schedule) : try addEntry(schedule)
        if !isPrinted { OtherSchedules.tellAll() }
    }

    private func addEntry(_ schedule: Schedule) throws {
        let entry = try CrontabEntry(schedule, system: .system, hasZones: CrontabFile.daemonHasZones)
        if isPrinted {
            var alone = Crontab("")
            try alone.put(entry)
            Output.line("")
            return Output.lines(alone.text)
        }
        try removeOther(.systemd)
        try CrontabFile.change { try $0.put(entry) }
        Output.line("Added to your crontab. Log: \(schedule.logFile)")
    }

    private func addUnits(_ schedule: Schedule) throws {
        let folder = UnitFolder()
        let units = try UnitFiles(schedule, isOfSystem: folder.isOfSystem)
        if isPrinted {
            for (file, text) in [(units.serviceName, units.service), (units.timerName, units.timer)] {
                Output.line("")
                Output.line("# \(folder.path)/\(file)")
                Output.lines(text)
            }
            return
        }
        try removeOther(.cron)
        try folder.add(units)
        Output.line("Started \(units.timerName). Log: \(schedule.logFile)")
    }

    /// The name stands for one schedule, also when it moves to the other keeper.
    private func removeOther(_ keeper: Schedule.Keeper) throws {
        guard let other = try ScheduleShelf.all().first(where: { $0.name == name && $0.keeper == keeper }) else {
            return
        }
        try ScheduleShelf.remove(other)
    }

    /// The profile and the configuration file that the entry starts `run` with.
    private func start(_ schedule: Schedule) throws -> SessionStart {
        var start = try RunCommand.parse(schedule.options + [schedule.script]).session.start
        start.profile = start.profile ?? schedule.profile
        return start
    }

    private var runOptions: [String] {
        get throws {
            guard let runText else { return [] }
            guard let words = CommandWords.split(runText, escapes: true) else {
                throw ConfigurationMistake("--run", "a quote is not closed")
            }
            return words
        }
    }

    private var schedule: Schedule {
        get throws {
            let (_, named): (CalendarExpression, String?)
            do { (_, named) = try CalendarExpression.parse(at) } catch {
                throw ConfigurationMistake("--at", error.description, hint: error.hint)
            }
            let system = ZoneRules.system
            let folder = Environment.workingDirectory
            func absolute(_ path: String) -> String { path.hasPrefix("/") ? path : folder + "/" + path }
            let times = named.map { at.dropLast($0.count + 1) } ?? at[...]
            var schedule = Schedule(
                name: name, keeper: systemd ? .systemd : .cron, at: String(times),
                zone: zone ?? named ?? system.name, folder: folder, program: ScheduleProgram.path,
                script: absolute(words[0]), logFile: absolute(logFile ?? "\(name).log"))
            do { _ = try ZoneRules(named: schedule.zone) } catch {
                throw ConfigurationMistake("--zone", error.description, hint: error.hint)
            }
            schedule.arguments = Array(words.dropFirst())
            schedule.options = try runOptions
            schedule.profile = profile ?? Environment.variables["GOVSCRIPT_PROFILE"].flatMap { $0.isEmpty ? nil : $0 }
            schedule.isOnce = once
            schedule.added = TimeSource.system.calendar
            schedule.user = user
            schedule.credentials = credential
            schedule.jitter = jitter?.duration
            // cron and systemd start it with nothing of this environment.
            schedule.stateDirectory = Environment.variables["GOVSCRIPT_STATE_DIR"].map { absolute($0) }
            schedule.environment = try ScheduleEnvironment(
                Environment.variables, folder: folder, for: schedule.keeper
            ).variables
            if systemd, geteuid() == 0, schedule.stateDirectory == nil {
                schedule.stateDirectory = "/var/lib/govscript"
            }
            return schedule
        }
    }
}
