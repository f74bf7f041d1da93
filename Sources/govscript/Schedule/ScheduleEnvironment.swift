import Operations
import ScriptRunner
import Settings

/// What a schedule's entry gives to the program: cron and systemd start it with nothing of this environment.
struct ScheduleEnvironment {
    /// The variables of this environment that a run goes by, with absolute paths.
    let variables: [String: String]

    /// - Parameters:
    ///   - environment: All variables of this process.
    ///   - folder: Where relative paths begin.
    /// - Throws: ``ConfigurationError`` for a variable that must not be written down.
    init(_ environment: [String: String], folder: String, for keeper: Schedule.Keeper) throws {
        var variables: [String: String] = [:]
        for (name, passing) in Self.passed {
            guard let value = environment[name], !value.isEmpty else { continue }
            guard SecretVariable.shown(name, value) == value else {
                let place = keeper == .cron ? "in the crontab (crontab -e)" : "for the unit (systemctl edit)"
                throw ConfigurationError(
                    .variable(name), "its password cannot be passed on: others could read it in the list of processes",
                    hint: "Add the schedule without it (env -u \(name) govscript …), and set it \(place).")
            }
            let isRelative = passing == .asPath && !value.hasPrefix("/")
            variables[name] = isRelative ? folder + "/" + value : value
        }
        self.variables = variables
    }

    private static var passed: [(name: String, passing: EnvironmentVariable.Passing)] {
        let documented = EnvironmentVariable.documented.compactMap { variable in
            variable.passing.map { (variable.name, $0) }
        }
        // As for curl, in either case.
        let proxies = ["ALL_PROXY", "all_proxy", "https_proxy", "no_proxy"]
        return documented + proxies.map { ($0, .asItIs) }
    }

    /// Refuses a schedule that would not find a key which is found here.
    ///
    /// - Parameter start: The profile and the configuration file that the entry starts `run` with.
    /// - Throws: ``ConfigurationError``, also for a profile that the entry would not know.
    static func requireKeys(of start: SessionStart, for schedule: Schedule) throws {
        let here = try start.choice()
        guard here.profile.base != .sandbox else { return }
        let there = try Environment.choice(
            profile: start.profile, start.configuration, ofProgramWith: schedule.environment ?? [:])
        for name in KeyName.allCases where !name.isOptional {
            guard let place = here.credentials.place(of: name), there.credentials.place(of: name) == nil,
                !schedule.credentials.contains(where: { $0.hasPrefix(name.credentialName + ":") })
            else { continue }
            let starter = schedule.keeper == .cron ? "cron" : "systemd"
            let way = schedule.keeper == .cron ? "" : ", or give --credential \(name.credentialName):FILE"
            let hint =
                "Store it (\(name.login(for: here.profile))), or set \(name.variable)_FILE to a file with it\(way)."
            throw ConfigurationError(
                .flag("the key of \(name.title)"),
                "\(starter) would start the script without it; here it is from \(place)", hint: hint)
        }
    }
}
