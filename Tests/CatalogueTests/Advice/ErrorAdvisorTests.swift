import Catalogue
import Synchronization
import Testing

/// What is said about errors, wherever they are met.
struct ErrorAdvisorTests {
    private final class Counter: Sendable {
        let count = Atomic(0)

        func manual() -> Manual {
            count.add(1, ordering: .relaxed)
            return Library.manual
        }
    }

    /// The manual is large, and most scripts have no error.
    @Test func theManualIsMadeForTheFirstErrorOfTheScript() {
        let made = Counter()
        let advisor = ErrorAdvisor(made.manual())
        advisor.note("local list = {}\nprint(list.length + 1)".utf8, named: "job.lua")
        #expect(advisor.hint(for: "no place") == nil)
        #expect(advisor.hint(for: "other.lua:1: an error of a file that cannot be read") == nil)
        #expect(made.count.load(ordering: .relaxed) == 0)
        let hint = advisor.hint(for: "job.lua:2: attempt to perform arithmetic on a nil value (field 'length')")
        #expect(hint?.contains("#list") == true, "\(hint ?? "none")")
        #expect(made.count.load(ordering: .relaxed) == 1)
    }
}
