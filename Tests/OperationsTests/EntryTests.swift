import Operations
import Testing
import Timekeeping

/// What is written into crontabs and unit files, and what stays as it was.
struct EntryTests {
    private static func schedule(_ at: String = "daily 02:30", zone: String = "UTC") -> Schedule {
        var schedule = Schedule(
            name: "nightly", keeper: .cron, at: at, zone: zone, folder: "/srv/publish",
            program: "/usr/local/bin/govscript", script: "/srv/publish/job.lua", logFile: "/srv/publish/nightly.log")
        schedule.arguments = ["out", "50% of it's"]
        schedule.profile = "production"
        schedule.options = ["--timeout", "2h"]
        return schedule
    }

    private static func entry(
        _ schedule: Schedule, system: String = "UTC", hasZones: Bool = false
    ) throws -> CrontabEntry {
        try CrontabEntry(schedule, system: ZoneRules(named: system), hasZones: hasZones)
    }

    private static let others = "# mine\nMAILTO=ops@example.gov.sg\n\n\t5 4 * * *  echo 'x'   \n"

    @Test func aLineHasEverythingThatCronDoesNotGive() throws {
        var crontab = Crontab(Self.others)
        try crontab.put(Self.entry(Self.schedule()))
        let lines = try #require(crontab.lines(of: "nightly"))
        #expect(lines.count == 4)
        #expect(
            lines[2] == "30 2 * * * cd /srv/publish && /usr/local/bin/govscript run --schedule nightly "
                + "--profile production --log-file /srv/publish/nightly.log --log-output --lock --timeout 2h "
                + #"/srv/publish/job.lua out '50\% of it'\''s'"#)
    }

    @Test(arguments: [others, "", "* * * * * last line without end", "\n\n", "# govscript schedule x\n"])
    func whatIsOfOthersStaysByteForByte(_ text: String) throws {
        var crontab = Crontab(text)
        try crontab.put(Self.entry(Self.schedule()))
        try crontab.put(Self.entry(Self.schedule("weekdays 06:00")))
        let whole = text.isEmpty || text.hasSuffix("\n") ? text : text + "\n"
        #expect(crontab.text.hasPrefix(whole))
        #expect(crontab.schedules == [Self.schedule("weekdays 06:00")])
        let added = crontab.text + "5 5 * * * added below\n"
        crontab = Crontab(added)
        try crontab.put(Self.entry(Self.schedule("every 15 minutes")))
        #expect(crontab.text.hasSuffix("# end of govscript schedule nightly\n5 5 * * * added below\n"))
        let removed = [crontab.remove("nightly"), crontab.remove("nightly")]
        #expect(removed == [true, false])
        #expect(crontab.text == whole + "5 5 * * * added below\n")
    }

    @Test func aMarkThatIsMissingIsNoticedAndNothingElseRemoved() throws {
        var crontab = Crontab(Self.others)
        try crontab.put(Self.entry(Self.schedule()))
        crontab = Crontab(
            crontab.text.replacing("# end of govscript schedule nightly\n", with: "") + "1 1 * * * mine\n")
        let text = crontab.text
        #expect(crontab.isDamaged("nightly"))
        let isRemoved = crontab.remove("nightly")
        #expect(!isRemoved)
        #expect(crontab.text == text)
    }

    /// Debian's cron takes CRON_TZ for a variable of the job: there the program looks itself whether it is time.
    @Test func anotherZoneIsKeptToByEitherDaemon() throws {
        let schedule = Self.schedule(zone: "Asia/Kathmandu")
        var debian = Crontab("")
        try debian.put(Self.entry(schedule))
        let line = try #require(debian.lines(of: "nightly"))[2]
        // 02:30 in Nepal is 20:45 UTC.
        #expect(line.hasPrefix("45 * * * * cd "))
        #expect(line.contains(" --only-at 'daily 02:30 Asia/Kathmandu' "))
        #expect(!debian.text.contains("CRON_TZ"))

        var cronie = Crontab("CRON_TZ=Europe/London\n1 1 * * * x\n")
        try cronie.put(Self.entry(schedule, hasZones: true))
        let lines = try #require(cronie.lines(of: "nightly"))
        #expect(lines[2] == "CRON_TZ=Asia/Kathmandu")
        #expect(lines[3].hasPrefix("30 2 * * * cd "))
        #expect(lines[4] == "CRON_TZ=Europe/London")
        #expect(!lines[3].contains("--only-at"))
    }

    @Test func aDateHasAYear() throws {
        var crontab = Crontab("")
        try crontab.put(Self.entry(Self.schedule("2026-12-01 02:00")))
        #expect(try #require(crontab.lines(of: "nightly"))[2].contains("--only-at '2026-12-01 02:00 UTC'"))
    }

    @Test func whatCronCannotHoldIsRefused() throws {
        var long = Self.schedule()
        long.arguments = [String(repeating: "x", count: 1000)]
        var broken = Self.schedule()
        broken.arguments = ["a\nb"]
        for schedule in [long, broken] {
            var crontab = Crontab("")
            #expect(throws: CrontabEntry.Unwritable.self) { try crontab.put(Self.entry(schedule)) }
            #expect(crontab.text == "")
        }
    }

    @Test(arguments: ["nightly", "a.b-c_9"]) func namesAreSimple(_ name: String) { #expect(Schedule.isName(name)) }

    @Test(arguments: ["", "-x", ".x", "a b", "a/b", "ä", "a\nb", String(repeating: "x", count: 65)])
    func otherNamesAreNone(_ name: String) { #expect(!Schedule.isName(name)) }

    @Test func unitsHoldTheSchedule() throws {
        var schedule = Self.schedule("weekdays 06:00", zone: "Asia/Singapore")
        schedule.keeper = .systemd
        schedule.stateDirectory = "/var/lib/govscript"
        schedule.credentials = ["datagov_api_key:/etc/govscript/datagov.key"]
        schedule.jitter = .seconds(300)
        let units = try UnitFiles(schedule, isOfSystem: true)
        #expect(units.timer.contains("OnCalendar=Mon,Tue,Wed,Thu,Fri *-*-* 06:00:00 Asia/Singapore\n"))
        #expect(units.timer.contains("Persistent=true\nRandomizedDelaySec=300\n"))
        #expect(units.service.contains("WorkingDirectory=/srv/publish\n"))
        #expect(units.service.contains(#" --timeout 2h /srv/publish/job.lua out "50%% of it's""# + "\n"))
        #expect(units.service.contains("LoadCredential=datagov_api_key:/etc/govscript/datagov.key\n"))
        #expect(units.service.contains("StateDirectory=govscript\n"))
        #expect(units.service.contains("ReadWritePaths=-/srv/publish -/var/lib/govscript\n"))
        #expect(UnitFiles.schedule(in: units.service) == schedule)
        #expect(UnitFiles.schedule(in: "[Service]\nExecStart=/bin/true\n") == nil)
        let user = try UnitFiles(schedule, isOfSystem: false)
        #expect(!user.service.contains("ProtectSystem"))
    }
}
