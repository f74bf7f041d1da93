import CCSV
import LuaBridge

extension CSVReader {
    /// Looks at the next record, and counts what its fields hold; nil at the end of the file.
    ///
    /// No field becomes a Swift value but those that are told.
    package mutating func profileNext(_ profile: borrowing CSVProfile) throws(CSVError) -> CSVProfiledRow? {
        switch try findNext() {
        case .none: return nil
        case .blank(let line): return CSVProfiledRow(line: line, width: 1, isBlank: true, notes: [])
        case .record:
            defer { consume() }
            let isCounted = ccsv_profile_record(profile.pointer, cursor.pointer, UInt64(line))
            let notes = (0..<profile.pointer.pointee.note_count).map { index in
                let note = profile.pointer.pointee.notes[index]
                return CSVNote(
                    column: Int(note.field), traits: CSVTraits(rawValue: note.traits),
                    text: Array(cursor.field(Int(note.field)).prefix(200)))
            }
            return CSVProfiledRow(line: line, width: cursor.fieldCount, isBlank: !isCounted, notes: notes)
        }
    }

    /// The next record with what its fields look like, or nil at the end of the file.
    package mutating func nextWithTraits() throws(CSVError) -> (record: CSVRecord, traits: [CSVTraits])? {
        switch try findNext() {
        case .none: return nil
        case .blank(let line): return (CSVRecord(line: line, fields: [.string("")]), [.empty])
        case .record(let flaw):
            defer { consume() }
            let traits = cursor.traits()
            return (CSVRecord(line: line, fields: cursor.values(), flaw: flaw), traits)
        }
    }
}
