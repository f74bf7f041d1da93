import TestSupport

/// Tasks that make calls side by side, each its next one as soon as it is through with the last.
struct Crowd: Sendable {
    let tasks: Int
    let calls: Int

    /// `call` is told its number, counted from 1.
    func run(_ call: @escaping @Sendable (Int) async throws -> Void) async throws {
        let next = Shared(0)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<tasks {
                group.addTask {
                    while true {
                        let number = next.next()
                        if number > calls { return }
                        try await call(number)
                    }
                }
            }
            try await group.waitForAll()
        }
    }
}
