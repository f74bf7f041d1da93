import ApiEmulator
import TestSupport
import Testing

/// The file of `save` has one row for each item, at every moment.
struct SaveFileTests {
    /// The keys in the order of their rows.
    private func keys(_ job: BulkJob) throws -> [String] {
        try job.scratch.text("made.csv").split(separator: "\n").dropFirst().map { String($0.prefix { $0 != "," }) }
    }

    /// The first result brings new columns, for which the file is made again while others have written and not ended.
    @Test func itemsInProgressHaveNoRowYet() async throws {
        try await EmulatorServer.serving(BulkJob.configuration()) { _, access in
            let job = try BulkJob(
                """
                local made = 0
                bulk.each("x", { "a", "b", "c", "d" }, function(key)
                  local link = links.create("https://www.example.gov.sg/" .. key, { shortUrl = key })
                  made = made + 1
                  while made < 4 do task.sleep(0) end
                  if key ~= "a" then task.sleep(0.001) end
                  return link
                end, { key = function(key) return key end, save = "made.csv", workers = 4 })
                """, access)
            #expect(try await job.run().status == 0)
            #expect(try keys(job).sorted() == ["a", "b", "c", "d"])
        }
    }

    /// Another run with the same file, such as one of another profile by mistake, and one without any row after it.
    @Test func rowsOfAnotherRunAreKept() async throws {
        try await EmulatorServer.serving(BulkJob.configuration()) { _, access in
            let job = try BulkJob(
                """
                bulk.each(args[1], args[1] == "empty" and {} or { "a", "b" }, function(key)
                  return links.create("https://www.example.gov.sg/" .. args[1] .. key)
                end, { key = function(key) return key end, save = "made.csv" })
                """, access)
            #expect(try await job.run(["run", "job.lua", "first"]).status == 0)
            let first = try job.scratch.text("made.csv")
            let second = try await job.run(["run", "job.lua", "empty"])
            #expect(second.errors.contains("made.csv has rows of another run; they are kept in made.csv.old\n"))
            #expect(try job.scratch.text("made.csv.old") == first)
            #expect(try await job.run(["run", "job.lua", "empty"]).errors == "")
            #expect(try job.scratch.text("made.csv.old") == first)
            #expect(try await job.run(["run", "job.lua", "first"]).status == 0)
            let rows = { (text: String) in text.split(separator: "\n").sorted() }
            #expect(rows(try job.scratch.text("made.csv")) == rows(first))
        }
    }

    /// Items that failed or were cut off get their row when this start has ended them, or when it ends.
    @Test func aKilledRunHasNoRowTwice() async throws {
        try await EmulatorServer.serving(BulkJob.configuration()) { _, access in
            let job = try BulkJob(
                """
                bulk.each("x", { "a", "b", "c" }, function(key)
                  if key == "a" and not args[1] then error("later") end
                  local link = links.create("https://www.example.gov.sg/" .. key, { shortUrl = key })
                  return links.update(key, { longUrl = "https://www.example.gov.sg/" .. key .. "/moved" })
                end, { key = function(key) return key end, save = "made.csv", workers = 1 })
                """, access)
            #expect(try await job.run(with: ["GOVSCRIPT_CRASH": "answered:2"]).status == 137)
            #expect(try keys(job) == ["a"])
            let again = try await job.run(["run", "job.lua", "again"], with: ["GOVSCRIPT_CRASH": "answered:3"])
            #expect(again.status == 137, "\(again)")
            #expect(try keys(job) == ["a", "b"])
            #expect(try await job.run(["run", "job.lua", "again"]).status == 0)
            #expect(try keys(job) == ["a", "b", "c"])
        }
    }
}
