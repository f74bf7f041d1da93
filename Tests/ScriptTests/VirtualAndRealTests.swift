import ApiEmulator
import FoundationEssentials
import TestSupport
import Testing

/// A job sends the same requests in the same order in virtual time and over a socket.
struct VirtualAndRealTests {
    private struct Archive: Decodable {
        struct Log: Decodable { let entries: [Entry] }
        struct Entry: Decodable {
            struct Request: Decodable { let method, url: String }
            struct Response: Decodable { let status: Int }
            let request: Request
            let response: Response
        }
        let log: Log
    }

    private static let faults = "go.create:drop-after@2"
    private static let job = """
        bulk.each("make", { "a", "b", "c", "d" }, function(name)
          return links.create("https://www.example.gov.sg/" .. name, { shortUrl = "my-" .. name })
        end, { workers = 1 })
        local id = "\(DatasetSeed.visitorsId)"
        local rows = { { month = "2026-03", museum = "A", visitors = 1 } }
        csv.write("rows.csv", rows, { header = { "month", "museum", "visitors" } })
        print(datagov.publish(id, "rows.csv", { check = false }).status)
        print(datagov.wait(datagov.append(id, "rows.csv")).status)
        """

    /// Method, path and status, without what a service draws; how often one is repeated depends on the time.
    private func plain(_ requests: [(method: String, path: String, status: Int)]) -> [String] {
        requests.reduce(into: []) { lines, request in
            let path = request.path.prefix { $0 != "?" }
            let line = "\(request.method) \(path.hasPrefix("/storage") ? "/storage" : path) \(request.status)"
            if lines.last != line { lines.append(line) }
        }
    }

    @Test func requestsAndTheirOrderAreTheSame() async throws {
        let scratch = ScratchFolder()
        try scratch.file("job.lua", Self.job)
        try scratch.file(
            "job_test.lua",
            """
            test.case("virtual", {}, function(t)
              t.faults("\(Self.faults)")
              t.equal(t.run("job.lua").exit, 0)
              local lines = {}
              for _, request in ipairs(t.requests()) do
                lines[#lines + 1] = request.method .. " " .. request.path .. " " .. (request.status or 0)
              end
              fs.write("virtual.txt", table.concat(lines, "\\n"))
            end)
            """)
        let virtual = try await Command.run(["test", "--case-timeout", "0", "job_test.lua"], in: scratch.path)
        try #require(virtual.status == 0, "\(virtual.output)\(virtual.errors)")
        let called = try scratch.text("virtual.txt").split(separator: "\n").map { line in
            let words = line.split(separator: " ").map(String.init)
            return (method: words[0], path: words[1], status: Int(words[2]) ?? -1)
        }
        var configuration = EmulatorConfiguration()
        configuration.faults = try Faults(Self.faults)
        let real = try await EmulatorServer.serving(configuration) { _, access in
            try await Command.run(
                ["run", "--trace-har", "real.har", "job.lua"], in: scratch.path, environment: access.variables)
        }
        try #require(real.status == 0, "\(real.output)\(real.errors)")
        let archive = try JSONDecoder().decode(Archive.self, from: Data(try scratch.text("real.har").utf8))
        let sent = archive.log.entries.map { entry in
            // http://HOST:PORT/PATH
            let path = "/" + entry.request.url.split(separator: "/", maxSplits: 2).dropFirst(2).joined()
            return (method: entry.request.method, path: path, status: entry.response.status)
        }
        #expect(plain(called) == plain(sent))
        #expect(plain(called).contains { $0.hasPrefix("PUT /storage") })
        #expect(plain(called).contains { $0.hasSuffix(" 0") }, "no answer was lost")
    }
}
