/// Why a text gives no faults: one sentence that quotes the rule.
public struct FaultsError: Error, CustomStringConvertible {
    public let description: String

    init(_ rule: some StringProtocol, _ problem: String) {
        description = "fault '\(rule)': \(problem)"
    }
}
