import FoundationEssentials
import Glibc
import Operations
import SystemFiles

/// The user's crontab, by the program that alone may write it.
enum CrontabFile {
    /// - Throws: ``ProgramCall/Failure``
    static func read() throws -> Crontab {
        let result = try ProgramCall(program: "crontab", arguments: ["-l"]).run()
        if result.status == 0 { return Crontab(result.output) }
        // There is none yet, which is told by words alone.
        guard result.errors.contains("no crontab for") else {
            throw ProgramCall.Failure(
                message: "cannot read your crontab: \(result.errors.split(separator: "\n").first ?? "")")
        }
        return Crontab("")
    }

    /// - Throws: ``ProgramCall/Failure``
    static func install(_ crontab: Crontab) throws {
        try ProgramCall(program: "crontab", arguments: ["-"]).expect(input: crontab.text)
    }

    /// Changes it, unless somebody else has meanwhile.
    static func change(_ body: (inout Crontab) throws -> Void) throws {
        let before = try read()
        var after = before
        try body(&after)
        guard try read().text == before.text else {
            throw ProgramCall.Failure(
                message: "your crontab was changed meanwhile", hint: "Run the same command again.")
        }
        if after.text != before.text { try install(after) }
    }

    /// Whether the daemon here starts jobs in the zone of `CRON_TZ`; only the program itself can tell.
    static let daemonHasZones: Bool = {
        for path in ["/usr/sbin/crond", "/usr/sbin/cron"] {
            let descriptor = open(path, O_RDONLY | O_CLOEXEC)
            guard descriptor >= 0 else { continue }
            defer { close(descriptor) }
            let bytes = (try? FileBytes.all(of: descriptor, limit: 4 << 20)) ?? []
            return bytes.firstRange(of: Array("CRON_TZ".utf8)) != nil
        }
        return false
    }()
}

/// The folder of unit files: the system's for root, a user's own otherwise.
struct UnitFolder {
    let isOfSystem: Bool

    init() { isOfSystem = geteuid() == 0 }

    var path: String {
        isOfSystem ? "/etc/systemd/system" : Environment.configurationDirectory + "/../systemd/user"
    }

    private var manager: [String] { isOfSystem ? [] : ["--user"] }

    /// The schedules that have units here.
    var schedules: [Schedule] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        return names.sorted().filter { $0.hasPrefix("govscript-") && $0.hasSuffix(".service") }.compactMap { name in
            (try? InputFile.contents(of: path + "/" + name)).flatMap {
                UnitFiles.schedule(in: String(decoding: $0, as: UTF8.self))
            }
        }
    }

    /// Writes the units, and starts the timer.
    ///
    /// - Throws: ``OutputFolder/Unwritable``, ``ProgramCall/Failure``; then there are no units.
    func add(_ units: UnitFiles) throws {
        let folder = OutputFolder(path)
        do {
            try folder.write(units.service, to: units.serviceName)
            try folder.write(units.timer, to: units.timerName)
            try control("daemon-reload")
            try control("enable", "--now", units.timerName)
        } catch {
            for name in [units.serviceName, units.timerName] { try? folder.remove(name) }
            throw error
        }
    }

    /// Stops the timer and removes the units.
    func remove(_ name: String) throws {
        let unit = UnitFiles.unit(name)
        // A manager that does not run has no timer either.
        try? control("disable", "--now", unit + ".timer")
        for file in [unit + ".timer", unit + ".service"] where access(path + "/" + file, F_OK) == 0 {
            try OutputFolder(path).remove(file)
        }
        try? control("daemon-reload")
    }

    private func control(_ words: String...) throws {
        try ProgramCall(program: "systemctl", arguments: manager + words).expect()
    }
}

/// Every schedule of this user, wherever it is.
enum ScheduleShelf {
    struct Unknown: Error {
        var name: String
        var known: [String]
    }

    /// - Throws: ``ProgramCall/Failure`` for a crontab that cannot be read; without cron there is none.
    static func all() throws -> [Schedule] {
        var schedules = UnitFolder().schedules
        do {
            schedules += try CrontabFile.read().schedules
        } catch let failure as ProgramCall.Failure where failure.isMissing {}
        return schedules.sorted { $0.name < $1.name }
    }

    /// - Throws: ``Unknown``, ``ProgramCall/Failure``
    static func schedule(_ name: String) throws -> Schedule {
        let all = try all()
        guard let found = all.first(where: { $0.name == name }) else {
            throw Unknown(name: name, known: all.map(\.name))
        }
        return found
    }

    /// Removes it from wherever it is.
    static func remove(_ schedule: Schedule) throws {
        switch schedule.keeper {
        case .systemd: try UnitFolder().remove(schedule.name)
        case .cron:
            try CrontabFile.change { crontab in
                guard !crontab.remove(schedule.name) else { return }
                throw ProgramCall.Failure(
                    message: "the crontab entry of \(schedule.name) lacks its last line, so its end is not known",
                    hint: "Remove it yourself: crontab -e.")
            }
        }
    }
}
