import ArgumentParser
import LuaBridge

/// The flags of ``SessionStart``.
struct SessionOptions: ParsableArguments {
    @Flag(help: "Use the built-in emulator; its data are kept for the next time.")
    var sandbox = false

    @Flag(help: "Use the built-in emulator, emptied before.")
    var freshSandbox = false

    @Option(help: ArgumentHelp("How the sandbox misbehaves (also: GOVSCRIPT_SANDBOX_FAULTS).", valueName: "faults"))
    var faults: String?

    @OptionGroup var settings: SettingsOptions

    @Option(help: ArgumentHelp("Megabytes that Lua may hold.", valueName: "MiB"))
    var memoryLimit = 1024

    @Option(help: ArgumentHelp("Let Lua read this file or folder; may be repeated.", valueName: "path"))
    var allowRead: [String] = []

    @Option(help: ArgumentHelp("Let Lua write this file or folder; may be repeated.", valueName: "path"))
    var allowWrite: [String] = []

    @Flag(help: "Let Lua run other programs (os.execute, io.popen).")
    var allowRun = false

    @Flag(help: "Let Lua do all that plain Lua 5.4 can.")
    var allowAll = false

    @Flag(help: "Read, but list the writes instead of sending them.")
    var dryRun = false

    @Flag(name: .shortAndLong, help: "Show what log.debug says too.")
    var verbose = false

    func validate() throws {
        if !(1...1 << 24).contains(memoryLimit) {
            throw ValidationError("--memory-limit wants megabytes from 1 to 16777216.")
        }
        if sandbox || freshSandbox, settings.profile != nil {
            throw ValidationError("--sandbox and --profile exclude each other.")
        }
    }

    var start: SessionStart {
        SessionStart(
            sandbox: freshSandbox ? .fresh : sandbox ? .kept : nil, profile: settings.profile,
            configuration: settings.config, faults: faults, memoryLimit: memoryLimit, reading: allowRead,
            writing: allowWrite, permissions: LuaPermissions(run: allowRun, all: allowAll), isDryRun: dryRun,
            isVerbose: verbose)
    }
}
