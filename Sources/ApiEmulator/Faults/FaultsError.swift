/// Why a text gives no faults: one sentence that quotes the rule.
package struct FaultsError: Error, CustomStringConvertible {
    package let description: String

    init(_ rule: some StringProtocol, _ problem: String) {
        description = "fault '\(rule)': \(problem)"
    }
}
