import CProcess
import Glibc

/// Starts programs with descriptors and variables of their own.
package enum ChildProgram {
    /// Starts a program that inherits these descriptors and no other.
    ///
    /// - Parameters:
    ///   - words: The program, a path or a name that is looked for on PATH, and its arguments.
    ///   - environment: All variables that it gets.
    ///   - streams: Its standard input, output and errors.
    /// - Returns: Its number, and the number of the error for one that cannot be started, or else 0.
    package static func start(
        _ words: [String], environment: [String: String], streams: (input: Int32, output: Int32, errors: Int32)
    ) -> (child: Int32, problem: Int32) {
        let arguments = words.map { strdup($0) } + [nil]
        let variables = environment.map { strdup("\($0)=\($1)") } + [nil]
        defer { for text in arguments + variables { free(text) } }
        var child = pid_t()
        let problem = arguments.withUnsafeBufferPointer { arguments in
            variables.withUnsafeBufferPointer { variables in
                var program = cprocess_program()
                program.name = UnsafePointer(arguments[0])
                program.arguments = arguments.baseAddress
                program.environment = variables.baseAddress
                program.streams = streams
                return cprocess_spawn(&child, &program)
            }
        }
        return (child, problem)
    }

    /// A pipe whose ends no program inherits; nil, with `errno`, where there can be none.
    package static func pipe() -> (read: Int32, write: Int32)? {
        var ends: [Int32] = [-1, -1]
        guard Glibc.pipe(&ends) == 0 else { return nil }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        return (ends[0], ends[1])
    }
}
