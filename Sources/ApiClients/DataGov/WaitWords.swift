/// Says what a call waits for, to whoever wants to show it.
///
/// A structure around the function: with optimisation, Swift 6.3 passes no type for a task-local value that is a
/// function, and the program ends by SIGSEGV where one is set.
package struct WaitWords: Sendable {
    /// That of the running task.
    @TaskLocal package static var current: WaitWords?

    /// Called with each new reason; the words are for people.
    package let tell: @Sendable (String) -> Void

    package init(tell: @escaping @Sendable (String) -> Void) { self.tell = tell }
}
