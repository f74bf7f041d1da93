import SQLite
import Glibc
@testable import RunJournal
import Testing

struct JournalErrorTests {
    @Test(arguments: [
        (SQLiteError.Code.full, JournalError.Code.full, "cannot write /s: why; nothing more is sent"),
        (.readOnly, .full, "cannot write /s: why; nothing more is sent"),
        (.cannotOpen, .notWritable, "cannot open /s: why"),
        (.busy, .held, "another program has held /s for 5 s"),
        (.writeFailed, .unusable, "cannot use /s: why; nothing more is sent"),
        (.shortRead, .damaged, "the journal /s is damaged: why"),
        (.corrupt, .damaged, "the journal /s is damaged: why"),
        (.notADatabase, .damaged, "the journal /s is damaged: why"),
    ])
    func errorsSayWhatIsWrong(result: SQLiteError.Code, code: JournalError.Code, message: String) {
        let error = JournalError(SQLiteError(result, "why"), "/s")
        #expect(error.code == code)
        #expect("\(error)" == message)
        #expect(error.hint != nil)
    }

    @Test(arguments: [
        (ENOSPC, JournalError.Code.full, "cannot write /s: no space left on device; nothing more is sent"),
        (EROFS, .full, "cannot write /s: read-only file system; nothing more is sent"),
        (EIO, .unusable, "cannot write /s: input/output error; nothing more is sent"),
    ])
    func aDiskThatTakesNothingStopsTheRun(number: Int32, code: JournalError.Code, message: String) {
        let error = JournalError(cannotWrite: "/s", errno: number)
        #expect(error.code == code)
        #expect(error.message == message)
    }

    @Test func aFolderThatCannotBeMadeIsNamed() {
        let error = #expect(throws: JournalError.self) {
            try RunStore("/dev/null/runs").open(TemporaryStore.identity())
        }
        #expect(error?.message == "cannot make the folder /dev/null/runs/production: not a directory")
    }

    @Test func onlySomeConcernOneItem() {
        let codes = JournalError.Code.allCases.filter(\.concernsOneItem)
        #expect(codes == [.duplicate, .missing, .settled])
    }
}
