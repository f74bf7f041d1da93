import ApiClients
@testable import HostState
import SQLite
import Testing

struct SQLiteErrorTests {
    @Test(arguments: [
        (SQLiteError.Code.full, HostStateError.Code.full, "cannot write /s: why"),
        (.fileMoved, .notWritable, "cannot write /s: why"),
        (.cannotOpen, .notWritable, "cannot write /s: why"),
        (.busy, .held, "another program holds /s"),
        (.writeFailed, .unusable, "cannot use /s: why"),
    ])
    func errorsSayWhatIsWrong(code: SQLiteError.Code, sort: HostStateError.Code, message: String) {
        let error = HostStateError(SQLiteError(code, "why"), "/s")
        #expect(error.code == sort)
        #expect(error.message == message)
        #expect(error.hint != nil)
    }

    /// `SQLITE_CORRUPT_VTAB`, an extended code.
    private static let corruptTable = SQLiteError.Code(rawValue: SQLiteError.Code.corrupt.rawValue | 1 << 8)

    @Test(arguments: [
        (SQLiteError.Code.corrupt, true), (.notADatabase, true), (.error, true), (corruptTable, true),
        (.shortRead, true), (.fileMoved, true), (.full, false), (.busy, false), (.writeFailed, false),
        (.readOnly, false), (.cannotOpen, false),
    ])
    func damageIsToldFromWhatIsOutOfReach(code: SQLiteError.Code, isDamage: Bool) {
        #expect(SQLiteError(code).meansDamage == isDamage)
    }

    @Test func callsReportMissingRightsAsSuch() {
        #expect(ApiError(HostStateError(.notWritable, "no")).kind == .permission)
        #expect(ApiError(HostStateError(.unusable, "no", hint: "do")) == ApiError(.internal, "no", hint: "do"))
        #expect(ApiError(HostStateError(.full, "no")).triesLater)
        #expect(ApiError(HostStateError(.misplaced, "no")).isConfiguration)
    }
}
