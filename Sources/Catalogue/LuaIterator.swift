package import LuaBridge

/// A sequence that a script walks with the generic `for`.
package struct LuaIterator<Element>: Sendable {
    enum Source: Sendable {
        case immediate(@Sendable () throws -> Element?)
        case pushing(@Sendable (borrowing LuaCall) throws -> LuaAnswer)
        case waiting(String, atHand: @Sendable () -> Element?, @Sendable () async throws -> Element?)
    }

    let name: String
    let source: Source
    /// What other functions may know of it; see ``LuaFunction/origin``.
    var origin: (any Sendable)?

    /// Elements that are at hand, a local file's for example: asking for one does not suspend the task.
    ///
    /// - Parameter origin: What other functions may know of it, such as the file that is read.
    package init(
        _ name: String, origin: (any Sendable)? = nil, immediate next: @escaping @Sendable () throws -> Element?
    ) {
        self.name = name
        self.origin = origin
        source = .immediate(next)
    }

    /// Elements that are at hand, and whose values `next` pushes itself; nil at the end.
    ///
    /// For rows of large files: nothing is made in Swift for them. Its function keeps a Lua value for `next`.
    package init(
        _ name: String, origin: (any Sendable)?,
        pushing next: @escaping @Sendable (borrowing LuaCall) throws -> LuaAnswer
    ) {
        self.name = name
        self.origin = origin
        source = .pushing(next)
    }

    /// Elements that have to be waited for.
    ///
    /// - Parameters:
    ///   - label: What the task is said to wait for meanwhile.
    ///   - atHand: An element that is there already, which the task then gets without being suspended; a wait for each
    ///     would cost more than most scripts do with one.
    package init(
        _ name: String, label: String, atHand: @escaping @Sendable () -> Element? = { nil },
        next: @escaping @Sendable () async throws -> Element?
    ) {
        self.name = name
        source = .waiting(label, atHand: atHand, next)
    }

    func function(_ values: @escaping @Sendable (Element) -> [LuaValue]) -> LuaFunction {
        switch source {
        case .immediate(let next):
            LuaFunction(name, origin: origin) { _ in .values(try next().map(values) ?? [.nil]) }
        case .pushing(let next):
            LuaFunction(name, origin: origin, keeps: true, next)
        case .waiting(let label, let atHand, let next):
            LuaFunction(name) { _ in
                if let element = atHand() { return .values(values(element)) }
                return .wait(
                    .operation(label) { context in
                        try await TaskStatus.during(name, context) { try await next().map(values) ?? [.nil] }
                    })
            }
        }
    }
}

/// Where the code that works for a task may say what the task is waiting for.
package enum TaskStatus {
    @TaskLocal package static var current: LuaTaskContext?

    /// Does the work of one call of a function.
    ///
    /// - Throws: What the work throws; an error of a part, such as another function's request, as one of this call.
    static func during<Value>(
        _ call: String, _ context: LuaTaskContext, _ work: () async throws -> Value
    ) async throws -> Value {
        do {
            return try await $current.withValue(context, operation: work)
        } catch let error as any ScriptErrorConvertible {
            throw error.inCall(call)
        }
    }
}
