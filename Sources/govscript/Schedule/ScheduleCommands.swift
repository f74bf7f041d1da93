import ApiClients
import ArgumentParser
import FoundationEssentials
import Glibc
import Operations
import StartRecords
import SystemFiles
import TerminalText
import Timekeeping

struct ScheduleCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schedule",
        abstract: "Start scripts at certain times, and see how they did.",
        subcommands: [
            ScheduleAddCommand.self, ScheduleListCommand.self, ScheduleShowCommand.self, ScheduleRunCommand.self,
            ScheduleRemoveCommand.self, ScheduleHistoryCommand.self, ScheduleCheckCommand.self,
        ],
        defaultSubcommand: ScheduleListCommand.self)
}

/// A command about schedules, which tells what went wrong as all others do.
protocol ScheduleSubcommand: ParsableCommand {
    func perform() throws
}

extension ScheduleSubcommand {
    func run() throws {
        do { try perform() } catch let code as ExitCode { throw code } catch {
            ProcessExit.exit(error, stopped: nil, console: Console())
        }
    }
}

struct ScheduleListCommand: ScheduleSubcommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the schedules: the last start, the next one, and what is late.",
        discussion: """
            A schedule is late if its last start failed or did not happen. Where \
            machines share a database (GOVSCRIPT_STATE), those of other machines are \
            listed, too, as they were when they were listed there last.

            Examples:
              govscript schedule list
              govscript schedule list --json
            """)

    @Flag(help: "Print JSON.")
    var json = false

    func perform() throws {
        let now = TimeSource.system.calendar
        let schedules = try ScheduleShelf.all()
        let states = try schedules.map { try ScheduleState($0, now: now) }
        let shelf = SharedShelf.find(nil)
        if let shelf { OtherSchedules.tell(schedules, shelf) }
        let others = shelf.flatMap { OtherSchedules($0, now: now) }
        if json { return Output.json(try ScheduleJSON.text(states, others)) }
        guard !states.isEmpty || others != nil else {
            return Output.line("There are no schedules. Add one: govscript schedule add")
        }
        var table = TextTable(["NAME", "TIMES", "LAST", "RESULT", "NEXT"] + (others == nil ? [] : ["MACHINE"]))
        for state in states {
            table.add(Self.cells(state, state.schedule.name) + (others.map { [$0.here] } ?? []))
        }
        for other in others?.schedules ?? [] {
            let cells = other.state.map { Self.cells($0, other.name) }
            table.add((cells ?? [other.name, "-", other.lastText, other.result, "-"]) + [other.machine])
        }
        let isLate = states.map(\.isLate) + (others?.schedules.map { $0.state?.isLate ?? false } ?? [])
        for (index, line) in table.text.split(separator: "\n").enumerated() {
            let isLate = index > 0 && isLate[index - 1]
            StandardStream.output.write(TerminalLine(line, isLate && Terminal.hasEmphasis ? .alarm : nil))
        }
    }

    private static func cells(_ state: ScheduleState, _ name: String) -> [String] {
        [
            name, state.schedule.at + (state.schedule.keeper == .systemd ? " (systemd)" : ""), state.lastText,
            state.result, state.next.map(state.times.text) ?? "never",
        ]
    }
}

struct ScheduleShowCommand: ScheduleSubcommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show a schedule: its next five starts, and its entry or units.",
        discussion: """
            Examples:
              govscript schedule show nightly
            """)

    @Argument(help: "The schedule's name.")
    var name: String

    func perform() throws {
        let schedule = try ScheduleShelf.schedule(name)
        let state = try ScheduleState(schedule, now: TimeSource.system.calendar)
        Output.line("\(name): \(schedule.at), \(schedule.zone)")
        Output.line("script  \(schedule.script) \(schedule.arguments.map(\.shellWord).joined(separator: " "))")
        Output.line("log     \(schedule.logFile)")
        Output.line("last    \(state.lastText)  \(state.result)")
        for moment in state.times.next(5, after: TimeSource.system.calendar) {
            Output.line("next    \(state.times.text(moment))")
        }
        Output.line("")
        switch schedule.keeper {
        case .cron: Output.lines((try CrontabFile.read().lines(of: name) ?? []).joined(separator: "\n"))
        case .systemd:
            let units = try UnitFiles(schedule, isOfSystem: UnitFolder().isOfSystem)
            Output.lines(units.service + "\n" + units.timer)
        }
    }
}

struct ScheduleRunCommand: ScheduleSubcommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Start a schedule's script now, as its entry would.",
        discussion: """
            Runs in the schedule's folder, with its profile, log and lock, and counts as \
            one of its starts. Exits with the script's code.

            Examples:
              govscript schedule run nightly
            """)

    @Argument(help: "The schedule's name.")
    var name: String

    func perform() throws {
        let schedule = try ScheduleShelf.schedule(name)
        guard chdir(schedule.folder) == 0 else {
            throw ProgramCall.Failure(message: "cannot use the folder \(schedule.folder)")
        }
        // The program itself, so that what is tried is what will be started.
        let result = try ProgramCall(
            program: schedule.program, arguments: Array(schedule.command(isGuarded: false).dropFirst()),
            environment: Dictionary(uniqueKeysWithValues: schedule.variables.map { ($0.name, $0.value) })
        ).run()
        if !result.output.isEmpty { Output.lines(result.output) }
        for line in TerminalLine.lines(result.errors) where !line.text.isEmpty { StandardStream.error.write(line) }
        Output.line("\(name): exit code \(result.status); log: \(schedule.logFile)")
        if result.status != 0 { throw ExitCode(result.status) }
    }
}

struct ScheduleRemoveCommand: ScheduleSubcommand {
    static let configuration = CommandConfiguration(
        commandName: "remove",
        abstract: "Remove a schedule; its log and history stay.",
        discussion: """
            Examples:
              govscript schedule remove nightly
            """)

    @Argument(help: "The schedule's name.")
    var name: String

    func perform() throws {
        let schedule = try ScheduleShelf.schedule(name)
        try ScheduleShelf.remove(schedule)
        OtherSchedules.tellAll()
        Output.line("Removed \(name).")
    }
}

struct ScheduleHistoryCommand: ScheduleSubcommand {
    static let configuration = CommandConfiguration(
        commandName: "history",
        abstract: "List the starts of a schedule, the latest last.",
        discussion: """
            Examples:
              govscript schedule history nightly
              govscript schedule history nightly --last 100 --json
            """)

    @Argument(help: "The schedule's name.")
    var name: String

    @Option(help: ArgumentHelp("How many starts to show.", valueName: "number"))
    var last = 20

    @Flag(help: "Print JSON.")
    var json = false

    func perform() throws {
        let schedule = try ScheduleShelf.schedule(name)
        let entries = try ScheduleHistory(schedule).entries(last)
        if json { return Output.json(try ScheduleJSON.text(entries)) }
        guard !entries.isEmpty else { return Output.line("\(name) was not started yet.") }
        var table = TextTable(["STARTED", "TOOK", "RESULT", "SKIPPED"], numbers: [3])
        for entry in entries {
            let record = entry.record
            table.add([
                LocalTime(record.started).text, record.isRunning ? "-" : record.took.spokenText, record.result,
                entry.skipped == 0 ? "" : "\(entry.skipped)",
            ])
        }
        Output.lines(table.text)
    }
}

struct ScheduleCheckCommand: ScheduleSubcommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Look whether schedules can start, and whether any is late.",
        discussion: """
            Looks at the program, the script, the folder, the log and the entry. Exits \
            with 1 if something is wrong or late.

            Examples:
              govscript schedule check
              govscript schedule check nightly
            """)

    @Argument(help: "The schedule's name (default: all).")
    var name: String?

    func perform() throws {
        let schedules = try name.map { [try ScheduleShelf.schedule($0)] } ?? ScheduleShelf.all()
        let crontab = try? CrontabFile.read()
        var isFine = true
        for schedule in schedules {
            var problems = ScheduleCheck.problems(of: schedule)
            if schedule.keeper == .cron, crontab?.isDamaged(schedule.name) == true {
                problems.append("its crontab entry lacks a mark; add it again")
            }
            let state = try ScheduleState(schedule, now: TimeSource.system.calendar)
            if state.isLate { problems.append("late: \(state.result)") }
            if problems.isEmpty {
                Output.line("\(schedule.name): ok; next \(state.next.map(state.times.text) ?? "never")")
            }
            for problem in problems { Output.line("\(schedule.name): \(problem)") }
            isFine = isFine && problems.isEmpty
        }
        if schedules.isEmpty { Output.line("There are no schedules.") }
        if !isFine { throw ExitCode(1) }
    }
}
