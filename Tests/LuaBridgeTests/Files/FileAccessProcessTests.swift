import Glibc
@testable import LuaBridge
import TestSupport
import Testing

/// `/proc` shows memory, descriptors and the environment: it is closed whatever is allowed.
struct FileAccessProcessTests {
    let scratch = ScratchFolder()

    private func access(everything: Bool, arguments: [String] = []) -> FileAccess {
        FileAccess(
            workingDirectory: scratch.path, reading: ["/"], writing: ["/"], arguments: arguments, everything: everything
        )
    }

    @Test(arguments: [false, true])
    func processesAreClosedByEveryName(everything: Bool) throws {
        let files = access(everything: everything)
        scratch.link("environment", to: "/proc/self/environ")
        scratch.link("processes", to: "/proc")
        let names = [
            "/proc/self/environ", "/proc/self/mem", "/proc/thread-self/environ", "/proc/\(getpid())/maps",
            "/proc/cpuinfo",
            "//proc//self/./cmdline", "/etc/../proc/self/environ", "/proc/self/root/proc/self/environ", "environment",
            "processes/self/environ", "/dev/fd/../environ", "/proc/self/task/\(getpid())/environ",
        ]
        for name in names {
            #expect(
                files.reading(name) == "cannot read '\(name)': /proc is closed to scripts, because it shows memory")
            #expect(files.writing(name).hasSuffix("/proc is closed to scripts, because it shows memory"), "\(name)")
            #expect(throws: FileAccessError.self) { try files.status(of: name) }
            // A link of the script's own may go.
            if name != "environment" { #expect(throws: FileAccessError.self) { try files.remove(name) } }
        }
        for folder in ["/proc", "/proc/self", "/proc/self/fd", "processes"] {
            #expect(throws: FileAccessError.self) { try files.list(folder) }
        }
        #expect(throws: FileAccessError.self) { try files.glob("/proc/self/env*") }
    }

    /// A name that no rule of ours knows: the kernel says what file system a descriptor is in.
    @Test func theFileSystemTellsAndNotTheName() throws {
        let mount = open("/proc/self/status", O_RDONLY | O_CLOEXEC)
        let files = access(everything: true)
        let words = files.words { () throws(FileAccessError) in
            "\(try files.checked(mount, .read, "/elsewhere/status").descriptor)"
        }
        #expect(words == "cannot read '/elsewhere/status': /proc is closed to scripts, because it shows memory")
    }

    @Test func standardStreamsAreOpenWhereEverythingIs() throws {
        let files = access(everything: true)
        for name in ["/dev/stdin", "/dev/fd/0", "/proc/self/fd/0"] {
            // What the tests' own standard input is nobody knows; it is not refused as a place.
            #expect(!files.reading(name).contains("closed to scripts"), "\(name)")
        }
        #expect(files.reading("/dev/null") == "")
    }

    @Test func otherDescriptorsAreOpenOnlyAsArguments() throws {
        var ends: [Int32] = [-1, -1]
        #expect(pipe(&ends) == 0)
        defer { for end in ends { close(end) } }
        _ = write(ends[1], "text", 4)
        let name = "/dev/fd/\(ends[0])"
        #expect(
            access(everything: true).reading(name)
                == "cannot read '\(name)': /proc is closed to scripts, because it shows memory")
        #expect(access(everything: false, arguments: [name]).reading(name).hasSuffix("it is not a regular file"))
        #expect(access(everything: true, arguments: [name]).reading(name) == "text")
    }
}
