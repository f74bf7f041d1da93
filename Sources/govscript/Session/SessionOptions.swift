import ArgumentParser
import LuaBridge

/// The flags of ``SessionStart``.
struct SessionOptions: ParsableArguments {
    @Flag(help: "Run against the built-in emulator; its data is kept between runs.")
    var sandbox = false

    @Flag(help: "Empty the sandbox (data and run history) first.")
    var freshSandbox = false

    @Option(
        help: ArgumentHelp(
            "Simulate failures in the sandbox, for example go:drop-after=5% (see: govscript help faults).",
            valueName: "faults"))
    var faults: String?

    @OptionGroup var settings: SettingsOptions

    @Option(help: ArgumentHelp("Memory that the script may use: 64M, 2G.", valueName: "size"))
    var memoryLimit = MemoryAmount(mebibytes: 1024)

    @Option(
        help: ArgumentHelp("Let the script read this file or folder (repeatable).", valueName: "path"),
        completion: .file())
    var allowRead: [String] = []

    @Option(
        help: ArgumentHelp("Let the script write this file or folder (repeatable).", valueName: "path"),
        completion: .file())
    var allowWrite: [String] = []

    @Flag(help: "Let the script run other programs (os.execute, io.popen).")
    var allowRun = false

    @Flag(help: "Let the script do everything that plain Lua 5.4 can.")
    var allowAll = false

    @Flag(help: "List the writes instead of sending them; reads are sent.")
    var dryRun = false

    @Flag(name: .shortAndLong, help: "Show log.debug messages too.")
    var verbose = false

    /// What every script needs before its first line, rounded up.
    private static let leastMemory = MemoryAmount(mebibytes: 1)

    func validate() throws {
        if sandbox || freshSandbox, settings.profile != nil {
            throw ValidationError("--sandbox and --profile cannot be used together.")
        }
        if memoryLimit.bytes < Self.leastMemory.bytes {
            throw ValidationError(
                "--memory-limit must be at least \(Self.leastMemory.defaultValueDescription): Lua and the modules need "
                    + "that much themselves.")
        }
    }

    var start: SessionStart {
        SessionStart(
            sandbox: freshSandbox ? .fresh : sandbox ? .kept : nil, profile: settings.profile,
            configuration: settings.config, faults: faults, memoryLimit: memoryLimit.bytes, reading: allowRead,
            writing: allowWrite, permissions: LuaPermissions(run: allowRun, all: allowAll), isDryRun: dryRun,
            isVerbose: verbose)
    }
}

/// The flags by which every command finds its profile.
struct SettingsOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "production, staging, sandbox or one of yours (also: GOVSCRIPT_PROFILE).", valueName: "name"),
        completion: .profiles)
    var profile: String?

    @Option(
        help: ArgumentHelp("The configuration file (also: GOVSCRIPT_CONFIG).", valueName: "file"),
        completion: .file(extensions: ["toml"]))
    var config: String?
}
