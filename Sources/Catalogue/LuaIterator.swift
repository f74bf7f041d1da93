public import LuaBridge

/// A sequence that a script walks with the generic `for`.
public struct LuaIterator<Element>: Sendable {
    enum Source: Sendable {
        case immediate(@Sendable () throws -> Element?)
        case waiting(String, @Sendable () async throws -> Element?)
    }

    let name: String
    let source: Source
    /// What other functions may know of it; see ``LuaFunction/origin``.
    var origin: (any Sendable)?

    /// Elements that are at hand, a local file's for example: asking for one does not suspend the task.
    ///
    /// - Parameter origin: What other functions may know of it, such as the file that is read.
    public init(
        _ name: String, origin: (any Sendable)? = nil, immediate next: @escaping @Sendable () throws -> Element?
    ) {
        self.name = name
        self.origin = origin
        source = .immediate(next)
    }

    /// Elements that have to be waited for.
    ///
    /// - Parameter label: What the task is said to wait for meanwhile.
    public init(_ name: String, label: String, next: @escaping @Sendable () async throws -> Element?) {
        self.name = name
        source = .waiting(label, next)
    }

    func function(_ values: @escaping @Sendable (Element) -> [LuaValue]) -> LuaFunction {
        switch source {
        case .immediate(let next):
            LuaFunction(name, origin: origin) { _ in .values(try next().map(values) ?? [.nil]) }
        case .waiting(let label, let next):
            LuaFunction(name) { _ in
                .wait(
                    .operation(label) { context in
                        try await TaskStatus.$current.withValue(context) { try await next().map(values) ?? [.nil] }
                    })
            }
        }
    }
}

/// Where the code that works for a task may say what the task is waiting for.
public enum TaskStatus {
    @TaskLocal public static var current: LuaTaskContext?
}
