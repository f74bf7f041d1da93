import FoundationEssentials
@testable import ScriptTesting
import Testing

/// What kills leave behind in the process that tests.
struct KillCostTests {
    /// In a process of its own: other tests open files meanwhile.
    @Test func manyKillsLeaveNoDescriptors() async {
        await #expect(processExitsWith: .success) {
            func descriptors() -> Int {
                (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count) ?? .max
            }
            let script = "bulk.each('make', { 'a' }, function() return links.create('https://a.example.gov.sg') end)"
            func kill() throws {
                for point in ["intended:1", "answered:1", "recorded:1"] {
                    let world = try TestWorld()
                    world.kill(at: StepBoundary(point))
                    let outcome = try world.run(
                        ScriptStart("job.lua", text: Array(script.utf8), directory: "/nonexistent"))
                    try #require(outcome.isKilled)
                    world.remove()
                }
            }
            // The first opens what stays, such as the random device.
            try kill()
            let before = descriptors()
            for _ in 0..<20 { try kill() }
            #expect(descriptors() <= before)
        }
    }
}
