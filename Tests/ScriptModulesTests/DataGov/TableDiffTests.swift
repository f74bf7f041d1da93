import LuaBridge
import TestSupport
import Testing

@testable import ScriptModules

/// How two tables differ, compared part by part.
struct TableDiffTests {
    private func diff(
        _ before: String, _ after: String, key: [String]? = nil, limit: Int = 1000, ofRows: Bool = false
    ) async throws -> TableDiff {
        let scratch = ScratchFolder()
        let files = FileAccess(workingDirectory: scratch.path, temporaryDirectory: scratch.path)
        func table(_ name: String, _ text: String) throws -> TableDiff.Table {
            try files.replaceContents(of: name, with: Array(text.utf8))
            return TableDiff.Table(name: name, isOfRows: ofRows) { try files.open(name, for: .read) }
        }
        return try await TableDiff(
            from: table("old.csv", before), to: table("new.csv", after), in: files, key: key, limit: limit)
    }

    /// Rows by number, of which some are gone, some new and some changed; the new table is in another order.
    ///
    /// So many that each bucket is in the file by parts, and a rest of it in memory.
    @Test func manyRowsAreComparedByParts() async throws {
        let count = 60_000
        func text(_ numbers: some Sequence<Int>, _ value: (Int) -> String) -> String {
            "id,value\n" + numbers.map { "\($0),\(value($0))\n" }.joined()
        }
        let before = text(0..<count) { "v\($0)" }
        let after = text((count / 100..<count + 500).reversed()) { $0 % 1000 == 7 ? "other" : "v\($0)" }
        let diff = try await diff(before, after, key: ["id"], limit: 3)
        #expect(diff.removed == 600 && diff.added == 500)
        // 607 to 59,007 and on, each thousandth, of which those from 600 on are in both.
        let changed = (600..<count).count { $0 % 1000 == 7 }
        #expect(diff.changed == changed && diff.same == count - 600 - changed)
        #expect(diff.removedRows.map { $0["id"] } == ["0", "1", "2"])
        #expect(diff.addedRows.map { $0["id"] } == ["60499", "60498", "60497"])
        // The first of the new table, in the order of the old one.
        #expect(diff.changedRows.map { $0.before["id"] } == ["57007", "58007", "59007"])
        #expect(diff.changedRows.map(\.columns) == [["value"], ["value"], ["value"]])
        #expect(diff.changedRows.map { $0.after["value"] } == ["other", "other", "other"])
    }

    /// Random tables give what a plain comparison gives.
    @Test(arguments: 1...20 as ClosedRange<UInt64>) func itFindsWhatAPlainComparisonFinds(seed: UInt64) async throws {
        var random = SeededGenerator(seed: seed)
        func rows() -> [[String]] {
            (0..<Int.random(in: 0...40, using: &random)).map { _ in
                [String(Int.random(in: 0...9, using: &random)), ["", "a", "b"].randomElement(using: &random) ?? ""]
            }
        }
        func text(_ rows: [[String]]) -> String {
            "id,value\n" + rows.map { $0.joined(separator: ",") + "\n" }.joined()
        }
        let (before, after) = (rows(), rows())
        let whole = try await diff(text(before), text(after))
        var rest = before
        let added = after.filter { row in
            guard let index = rest.firstIndex(of: row) else { return true }
            rest.remove(at: index)
            return false
        }
        #expect(whole.added == added.count && whole.removed == rest.count && whole.changed == 0)
        #expect(whole.same == after.count - added.count)
        func unique(_ rows: [[String]]) -> [[String]] {
            var seen: Set<String> = []
            return rows.filter { seen.insert($0[0]).inserted }
        }
        let (old, new) = (unique(before), unique(after))
        let byKey = try await diff(text(old), text(new), key: ["id"])
        let values = Dictionary(uniqueKeysWithValues: old.map { ($0[0], $0[1]) })
        #expect(byKey.addedRows.map { $0["id"] } == new.filter { values[$0[0]] == nil }.map { $0[0] })
        #expect(byKey.changed == new.count { row in values[row[0]].map { $0 != row[1] } ?? false })
        #expect(byKey.same == new.count { values[$0[0]] == $0[1] })
        #expect(byKey.removed == old.count - byKey.same - byKey.changed)
    }

    @Test func theFirstDuplicateIsNamed() async throws {
        let rows = "id,value\n1,a\n2,b\n3,c\n2,d\n1,e\n"
        for (before, after, name) in [(rows, "id,value\n", "old.csv"), ("id,value\n", rows, "new.csv")] {
            await #expect { try await self.diff(before, after, key: ["id"]) } throws: { error in
                "\(error)".contains("lines 3 and 5 of \(name) have the same key: id = '2'")
            }
        }
        await #expect { try await self.diff("id\n", "id\n1\n1\n", key: ["id"], ofRows: true) } throws: { error in
            "\(error)".contains("rows 1 and 2 of new.csv have the same key: id = '1'")
        }
    }

    /// No sum of lengths, no separator and no missing field makes two rows one.
    @Test func rowsThatOnlyReadAlikeDiffer() async throws {
        let diff = try await diff("a,b\nxy,z\n\"x,y\",z\n,x\n", "a,b\nx,yz\nx,\"y,z\"\nx,\n")
        #expect(diff.added == 3 && diff.removed == 3)
    }

    @Test func aLimitOfNothingCountsAll() async throws {
        for limit in [0, -5] {
            let diff = try await diff("id\n1\n2\n", "id\n2\n3\n", key: ["id"], limit: limit)
            #expect(diff.added == 1 && diff.removed == 1 && diff.same == 1)
            #expect(diff.addedRows.isEmpty && diff.removedRows.isEmpty)
        }
    }

    /// What is held does not grow with the rows, but for the places in the file.
    @Test func rowsGoToAFile() throws {
        let scratch = ScratchFolder()
        let buckets = DiffBuckets(in: FileAccess(workingDirectory: scratch.path, temporaryDirectory: scratch.path))
        let entries = (0..<100_000).map { number -> DiffEntry in
            let digest = RowDigest([Array("\(number % 5000)".utf8)])
            return DiffEntry(key: digest, values: digest, place: number)
        }
        for entry in entries { try buckets.add(entry) }
        #expect(buckets.heldEntries < DiffBuckets.count * 100)
        let found = try (0..<DiffBuckets.count).map { try buckets.entries(in: $0).map(\.place) }
        #expect(found.allSatisfy { $0 == $0.sorted() })
        #expect(found.flatMap(\.self).sorted() == Array(0..<100_000))
        #expect(found.count { !$0.isEmpty } == DiffBuckets.count)
        #expect(try scratch.names() == [])
    }
}
