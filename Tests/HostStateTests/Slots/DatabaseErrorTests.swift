import ApiClients
import GRDB
@testable import HostState
import Testing

struct DatabaseErrorTests {
    @Test(arguments: [
        (ResultCode.SQLITE_FULL, HostStateError.Code.full, "cannot write /s: the disk is full"),
        (.SQLITE_READONLY_DBMOVED, .notWritable, "cannot write /s: why"),
        (.SQLITE_CANTOPEN, .notWritable, "cannot write /s: why"),
        (.SQLITE_BUSY, .held, "another program holds /s"),
        (.SQLITE_IOERR_WRITE, .unusable, "cannot use /s: why"),
    ])
    func errorsSayWhatIsWrong(code: ResultCode, sort: HostStateError.Code, message: String) {
        let error = HostStateError(DatabaseError(resultCode: code, message: "why"), "/s")
        #expect(error.code == sort)
        #expect(error.message == message)
        #expect(error.hint != nil)
    }

    @Test(arguments: [
        (ResultCode.SQLITE_CORRUPT, true), (.SQLITE_NOTADB, true), (.SQLITE_ERROR, true), (.SQLITE_CORRUPT_VTAB, true),
        (.SQLITE_IOERR_SHORT_READ, true), (.SQLITE_READONLY_DBMOVED, true), (.SQLITE_FULL, false),
        (.SQLITE_BUSY, false), (.SQLITE_IOERR_WRITE, false), (.SQLITE_READONLY, false), (.SQLITE_CANTOPEN, false),
    ])
    func damageIsToldFromWhatIsOutOfReach(code: ResultCode, isDamage: Bool) {
        #expect(DatabaseError(resultCode: code).meansDamage == isDamage)
    }

    @Test func callsReportMissingRightsAsSuch() {
        #expect(ApiError(HostStateError(.notWritable, "no")).kind == .permission)
        #expect(ApiError(HostStateError(.full, "no", hint: "do")) == ApiError(.internal, "no", hint: "do"))
    }
}
