import Catalogue
import FoundationEssentials
import LuaBridge
import Synchronization
import Testing

/// A write passes the gate in three parts, and its intent can be stored in between.
struct WriteTests {
    @Test func theOpenGatePreparesAndPerforms() async throws {
        #expect(try await Reading().run("return library.add('Emma', { copies = 2 })") == [2])
        #expect(try await Reading().run("return library.add('Emma')") == [1])
    }

    @Test func anErrorOfTheServiceKeepsItsKind() async throws {
        #expect(
            try await Reading().error(of: "library.burn()") == ["conflict", .nil, "library.burn: it is gone already"])
    }

    @Test func aWrongCallNeverReachesTheGate() async throws {
        let gate = WriteGate { _ in [.string("passed")] }
        let message = "library.add: option 'copies': expected integer, got string"
        #expect(try await Reading(gate: gate).complaint(about: "library.add('Emma', { copies = 'x' })") == message)
        #expect(try await Reading(gate: gate).run("return library.add('Emma')") == ["passed"])
    }

    @Test func theIntentSurvivesItsStorage() async throws {
        let seen = Mutex<[String]>([])
        let gate = WriteGate { write in
            let stored = try JSONEncoder().encode(try await write.prepare())
            let intent = try write.intent(from: stored)
            seen.withLock { $0.append("\(write.signature.name) \(write.task.path)#\(write.task.step) \(intent)") }
            return try await write.perform(intent)
        }
        #expect(try await Reading(gate: gate).run("library.add('a') return library.add('b', { copies = 3 })") == [4])
        #expect(
            seen.withLock { $0 } == [
                "library.add 0#1 AddIntent(title: \"A\", copies: 1)",
                "library.add 0#2 AddIntent(title: \"B\", copies: 3)",
            ])
    }

    @Test func aDryRunAnswersWithoutPerforming() async throws {
        let gate = WriteGate { write in
            guard let intent = try await write.prepare() as? AddIntent else { return [] }
            return [.string("would add \(intent.title)")]
        }
        #expect(try await Reading(gate: gate).run("return library.add('Emma')") == ["would add EMMA"])
    }

    @Test(arguments: [(1, true, "happened [1]"), (1, false, "not happened"), (0, true, "unknown: no copy, no trace")])
    func aDoubtIsSettled(_ copies: Int, _ performs: Bool, _ settled: String) async throws {
        let gate = WriteGate { write in
            let intent = try await write.prepare()
            if performs { _ = try await write.perform(intent) }
            return switch try await write.settle(intent) {
            case .happened(let values): [.string("happened [\(values.map(\.literal).joined())]")]
            case .notHappened: ["not happened"]
            case .unknown(let why): [.string("unknown: \(why)")]
            }
        }
        #expect(
            try await Reading(gate: gate).run("return library.add('a', { copies = \(copies) })") == [.string(settled)])
    }

    @Test func anIntentOfAnotherFunctionIsRefused() async throws {
        let gate = WriteGate { write in try await write.perform("all") }
        let script = "local ok, e = pcall(library.add, 'Emma') return e"
        let words: LuaValue = "test.lua:1: library.add: the recorded intent is not one of this function's"
        #expect(try await Reading(gate: gate).run(script) == [words])
    }

    @Test func aStoredIntentOfAnotherShapeIsRefused() async throws {
        let gate = WriteGate { write in
            #expect(throws: DecodingError.self) { try write.intent(from: Data("{\"title\": \"A\"}".utf8)) }
            return []
        }
        #expect(try await Reading(gate: gate).run("return library.add('Emma')") == [])
    }
}

extension PendingWrite {
    fileprivate func intent(from json: Data) throws -> any Codable & Sendable {
        let decoder = JSONDecoder()
        decoder.userInfo[StoredIntent.reader] = Reader(decode: decode)
        return try decoder.decode(StoredIntent.self, from: json).intent
    }

    fileprivate struct Reader: Sendable {
        var decode: @Sendable (any Decoder) throws -> any Codable & Sendable
    }
}

/// Reads an intent whose type only its function knows.
private struct StoredIntent: Decodable {
    static let reader = CodingUserInfoKey(rawValue: "reader")!
    var intent: any Codable & Sendable

    init(from decoder: any Decoder) throws {
        let reader = try #require(decoder.userInfo[Self.reader] as? PendingWrite.Reader)
        intent = try reader.decode(decoder)
    }
}
