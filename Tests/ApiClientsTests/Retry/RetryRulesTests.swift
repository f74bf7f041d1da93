@testable import ApiClients
import Testing

/// The table of retrying: every combination of what a request does, what may have become of it, and what came of it.
struct RetryRulesTests {
    private typealias Verdict = RetryRules.Verdict

    /// What each fate becomes and what is done, in the order clear, in doubt, was in doubt.
    ///
    /// `c`, `d` and `w` are the fates; a move in brackets is what the end of the time makes of it.
    private static let tables: [(effect: RequestEffect, canLook: Bool, rows: [(Verdict, String)])] = [
        (
            .read, false,
            [
                (.begin, "c send           | d send           | w send"),
                (.done, "c succeed        | d succeed        | w succeed"),
                (.refused(.plain), "c fail           | d fail           | w fail"),
                (.refused(.perhapsOurs), "c fail           | d fail           | w fail"),
                (.refused(.surelyOurs), "c fail           | d fail           | w fail"),
                (.refused(.final), "c fail           | d fail           | w fail"),
                (.notExecuted, "c wait (fail)    | d wait (fail)    | w wait (fail)"),
                (.doubtful, "c wait (fail)    | d wait (fail)    | w wait (fail)"),
                (.waited, "c send           | d send           | w send"),
            ]
        ),
        (
            .change, true,
            [
                (.begin, "c send           | d send           | w send"),
                (.done, "c succeed        | c succeed        | c succeed"),
                (.refused(.plain), "c fail           | d look refusal   | w look refusal"),
                (.refused(.perhapsOurs), "c look refusal   | d look refusal   | w look refusal"),
                (.refused(.surelyOurs), "c look refusal   | d look refusal   | w look refusal"),
                (.refused(.final), "c fail           | d fail           | w fail"),
                (.notExecuted, "c wait (fail)    | d wait (look)    | w wait (fail)"),
                (.doubtful, "d wait (look)    | d wait (look)    | d wait (look)"),
                (.waited, "c send           | d send           | w send"),
                (.found(.doubt), "c succeed        | c succeed        | c succeed"),
                (.found(.refusal(.perhapsOurs)), "c succeed        | c succeed        | c succeed"),
                (.found(.end), "c succeed        | c succeed        | c succeed"),
                (.absent(.doubt), "w send           | w send           | w send"),
                (.absent(.refusal(.perhapsOurs)), "c fail           | c fail           | c fail"),
                (.absent(.refusal(.surelyOurs)), "c fail           | d fail           | d fail"),
                (.absent(.end), "d fail           | d fail           | d fail"),
                (.unknown(.doubt), "d fail           | d fail           | d fail"),
                (.unknown(.refusal(.perhapsOurs)), "d fail           | d fail           | d fail"),
                (.unknown(.end), "d fail           | d fail           | d fail"),
            ]
        ),
        (
            .once, true,
            [
                (.begin, "c send           | d look doubt     | w send"),
                (.done, "c succeed        | c succeed        | c succeed"),
                (.refused(.plain), "c fail           | d look refusal   | w look refusal"),
                (.refused(.perhapsOurs), "c look refusal   | d look refusal   | w look refusal"),
                (.refused(.surelyOurs), "c look refusal   | d look refusal   | w look refusal"),
                (.refused(.final), "c fail           | d fail           | w fail"),
                (.notExecuted, "c wait (fail)    | d wait (look)    | w wait (fail)"),
                (.doubtful, "d wait (look)    | d wait (look)    | d wait (look)"),
                (.waited, "c send           | d look doubt     | w send"),
                (.found(.doubt), "c succeed        | c succeed        | c succeed"),
                (.found(.end), "c succeed        | c succeed        | c succeed"),
                (.absent(.doubt), "w send           | w send           | w send"),
                (.absent(.refusal(.perhapsOurs)), "c fail           | c fail           | c fail"),
                (.absent(.refusal(.surelyOurs)), "c fail           | d fail           | d fail"),
                (.absent(.end), "d fail           | d fail           | d fail"),
                (.unknown(.doubt), "d fail           | d fail           | d fail"),
                (.unknown(.refusal(.surelyOurs)), "d fail           | d fail           | d fail"),
                (.unknown(.end), "d fail           | d fail           | d fail"),
            ]
        ),
        (
            .once, false,
            [
                (.begin, "c send           | d send           | w send"),
                (.refused(.plain), "c fail           | d fail           | w fail"),
                (.notExecuted, "c wait (fail)    | d wait (fail)    | w wait (fail)"),
                (.doubtful, "d fail           | d fail           | d fail"),
            ]
        ),
    ]

    private static func words(_ rules: RetryRules, _ fate: WriteFate, _ verdict: Verdict) -> String {
        let letters: [WriteFate: String] = [.clear: "c", .inDoubt: "d", .wasInDoubt: "w"]
        func word(_ move: RetryRules.Move) -> String {
            switch move {
            case .send: "send"
            case .wait: "wait"
            case .look(.doubt): "look doubt"
            case .look(.refusal): "look refusal"
            case .look(.end): "look"
            case .succeed: "succeed"
            case .fail: "fail"
            }
        }
        let (next, move) = rules.next(fate, verdict, .enough)
        let late = rules.next(fate, verdict, .timeIsUp).move
        let end = late == move ? "" : " (\(word(late)))"
        return "\(letters[next] ?? "") \(word(move))\(end)"
    }

    @Test func everyMoveIsAsTheTableSays() {
        for table in Self.tables {
            let rules = RetryRules(effect: table.effect, canLook: table.canLook)
            for (verdict, expected) in table.rows {
                let cells = WriteFate.allCases.map { Self.words(rules, $0, verdict) }
                let wanted = expected.split(separator: "|").map { cell in
                    cell.split(separator: " ", omittingEmptySubsequences: true).joined(separator: " ")
                }
                #expect(cells == wanted, "\(table.effect), \(verdict)")
            }
        }
    }

    private static let all = RequestEffect.allCases.flatMap { effect in
        [true, false].map { RetryRules(effect: effect, canLook: $0) }
    }

    @Test(arguments: all)
    func whatHoldsForEveryCombination(rules: RetryRules) {
        for fate in WriteFate.allCases {
            for verdict in Verdict.allCases {
                for allowance in RetryRules.Allowance.allCases {
                    let (next, move) = rules.next(fate, verdict, allowance)
                    let about = "\(rules) \(fate) \(verdict) \(allowance)"
                    // What happens once is never sent while nobody knows whether it was done.
                    if rules.effect == .once, rules.canLook, move == .send { #expect(next != .inDoubt, "\(about)") }
                    // A refusal of the key ends the call, whatever else is open.
                    if verdict == .refused(.final) { #expect(move == .fail, "\(about)") }
                    // Nobody waits when the time or the patience is up.
                    if allowance != .enough { #expect(move != .wait, "\(about)") }
                    if move == .succeed, rules.effect != .read { #expect(next == .clear, "\(about)") }
                    if case .look = move, verdict != .waited { #expect(rules.canLook, "\(about)") }
                }
            }
        }
    }
}
