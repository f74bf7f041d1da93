import Timekeeping

/// How long something is kept, as the configuration file says it: `"90d"`, `"12h"`, `"forever"`.
package enum KeepingTime: Sendable, Hashable {
    case forever
    case during(Duration)

    /// Nil for a text that is no such time, for one without a unit, and for less than an hour or more than ten years.
    package init?(_ text: String) {
        if text == "forever" {
            self = .forever
            return
        }
        // What is deleted by it cannot be brought back: a number alone could be meant as days.
        guard text.last?.isLetter == true, let time = Duration(amount: text),
            (.seconds(3600)...Self.longest).contains(time)
        else { return nil }
        self = .during(time)
    }

    private static let longest = Duration.seconds(3653 * 86_400)

    /// nil if nothing is ever removed.
    package var duration: Duration? { if case .during(let duration) = self { duration } else { nil } }
}
