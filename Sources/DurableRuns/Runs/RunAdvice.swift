/// The commands by which a person looks at a run or decides about its items.
package struct RunAdvice: Sendable {
    /// Shows the items of a run that are not done.
    package var showFailures: @Sendable (_ run: String) -> String
    /// Closes an uncertain item.
    package var resolve: @Sendable (_ run: String, _ key: String) -> String
    /// Deletes the record of a run.
    package var forget: @Sendable (_ run: String) -> String

    /// Each function gives a command as it is typed.
    package init(
        showFailures: @escaping @Sendable (_ run: String) -> String,
        resolve: @escaping @Sendable (_ run: String, _ key: String) -> String,
        forget: @escaping @Sendable (_ run: String) -> String
    ) {
        self.showFailures = showFailures
        self.resolve = resolve
        self.forget = forget
    }
}
