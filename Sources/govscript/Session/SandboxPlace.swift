import ApiEmulator
import FoundationEssentials
import Glibc
import Synchronization
import SystemFiles
import TerminalText

/// The place of the one process that serves the sandbox: taken, waited for, left.
final class SandboxPlace: Sendable {
    struct Server: Sendable {
        var emulator: EmulatorServer
        var notice: SandboxNotice
    }

    private let faults: Faults
    private let faultsText: String
    private let command: String
    private let server = Mutex<Server?>(nil)
    /// One for the process, which is a user of the sandbox until it ends or serves.
    private static let presence = Presence()

    /// The one of this process, for its end.
    private static let current = Mutex<SandboxPlace?>(nil)

    init(_ faults: Faults, _ faultsText: String, command: String) {
        self.faults = faults
        self.faultsText = faultsText
        self.command = command
    }

    /// Serves from here on; nil if another process has the sandbox's data open.
    ///
    /// At the address of the one before where that left one: processes may be waiting there for a successor.
    ///
    /// - Throws: ``EmulatorError``
    func serve() async throws -> Server? {
        let before = SandboxNotice.read(Sandbox.noticePath)
        do {
            do {
                return try await serve(at: before?.access.port ?? 0)
            } catch EmulatorError.cannotListen where before != nil {
                return try await serve(at: 0)
            }
        } catch EmulatorError.stateInUse {
            return nil
        }
    }

    private func serve(at port: Int) async throws -> Server {
        var configuration = EmulatorConfiguration()
        configuration.stateDirectory = Sandbox.directory
        configuration.faults = faults
        configuration.port = port
        // Nothing that a service has done may be forgotten by it; what the run did is in its journal.
        configuration.onStateFailure = { ProcessExit.exit($0, stopped: nil, console: Console()) }
        let mark = UUID().uuidString
        configuration.mark = mark
        let emulator = try EmulatorServer(configuration)
        do {
            let access = try await emulator.start()
            let notice = SandboxNotice(access, mark: mark, faults: faultsText, command: command)
            try notice.write(Sandbox.noticePath)
            let server = Server(emulator: emulator, notice: notice)
            self.server.withLock { $0 = server }
            Self.current.withLock { $0 = self }
            return server
        } catch {
            await emulator.stop()
            throw error
        }
    }

    /// The notice of the process that serves, if it answers.
    func other() async -> SandboxNotice? {
        guard let notice = SandboxNotice.read(Sandbox.noticePath), await notice.isServed() else { return nil }
        return notice
    }

    /// Runs `body` with another process's server, and serves in its place when that ends first.
    func standingBy(for notice: SandboxNotice, _ body: () async throws -> Void) async throws {
        Self.presence.begin()
        // The successor simulates the same failures.
        let faults = (try? Faults(notice.faults)) ?? Faults()
        let successor = SandboxPlace(faults, notice.faults, command: command)
        let standby = Task { await successor.takeOver(at: notice.access.port) }
        func leave() async {
            standby.cancel()
            await standby.value
            Self.presence.end()
            await successor.end()
        }
        do { try await body() } catch {
            await leave()
            throw error
        }
        await leave()
    }

    private func takeOver(at port: Int) async {
        while !Task.isCancelled {
            // Looking at the lock is cheaper than asking the server.
            if !isLocked, (try? await serve(at: port)) != nil { return }
            try? await Task.sleep(for: .milliseconds(100))
        }
    }

    private var isLocked: Bool { WholeFileLock.isHeld(Sandbox.lockPath) ?? true }

    /// Stops serving, if this process does.
    func end() async {
        endNow()
        await server.withLock { server in
            defer { server = nil }
            return server
        }?.emulator.stop()
    }

    /// Removes the notice, if it is this process's and no process waits to serve at its address.
    func endNow() {
        Self.current.withLock { if $0 === self { $0 = nil } }
        Self.presence.end()
        guard let server = server.withLock(\.self), !Presence.isAnyoneElseThere,
            SandboxNotice.read(Sandbox.noticePath) == server.notice
        else { return }
        _ = unlink(Sandbox.noticePath)
    }

    /// What is left to do before the process ends at once.
    static func endProcess() { current.withLock(\.self)?.endNow() }

    /// That this process uses another's server, which that one can see.
    private final class Presence: Sendable {
        private let descriptor = Mutex<Int32>(-1)

        private static var path: String { Sandbox.directory + "/users" }

        func begin() {
            descriptor.withLock { descriptor in
                descriptor = open(Self.path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
                if descriptor >= 0 { _ = WholeFileLock.take(.shared, of: descriptor, waits: true) }
            }
        }

        func end() {
            descriptor.withLock { descriptor in
                if descriptor >= 0 { _ = close(descriptor) }
                descriptor = -1
            }
        }

        static var isAnyoneElseThere: Bool { WholeFileLock.isHeld(path) ?? false }
    }
}
