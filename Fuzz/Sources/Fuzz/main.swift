import CFuzz
import FuzzTargets
import Glibc

// fuzz TARGET [libFuzzer's arguments]: hands libFuzzer's inputs to one target.

// Unchecked: set before the fuzzer starts, which calls from this thread alone.
nonisolated(unsafe) var attempt: FuzzTarget.Attempt = { _ in nil }

func say(_ line: String) {
    let bytes = Array("\(line)\n".utf8)
    _ = write(2, bytes, bytes.count)
}

let names = FuzzTarget.all.map(\.name).joined(separator: ", ")
// To merge, and for jobs, libFuzzer starts this program again, with arguments of its own alone.
let inherited = "GOVSCRIPT_FUZZ_TARGET"
var arguments = CommandLine.arguments
let name = getenv(inherited).map { String(cString: $0) } ?? (arguments.count > 1 ? arguments.remove(at: 1) : "")
guard let target = FuzzTarget.all.first(where: { $0.name == name }) else {
    say("usage: fuzz TARGET [arguments of libFuzzer]; the targets are \(names)")
    exit(64)
}
setenv(inherited, name, 1)
attempt = try target.prepare()

// libFuzzer keeps the arguments and starts itself with them.
var words: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) }
var count = Int32(words.count)
words.append(nil)
let status = words.withUnsafeMutableBufferPointer { buffer in
    var start = buffer.baseAddress
    return LLVMFuzzerRunDriver(&count, &start) { bytes, count in
        if let problem = attempt(Array(UnsafeBufferPointer(start: bytes, count: count))) {
            say("a promise is broken: \(problem)")
            abort()
        }
        return 0
    }
}
exit(status)
