import Catalogue
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
            let stored = try await write.prepare(.random).intent()
            seen.withLock { $0.append("\(write.signature.name) \(write.task.path)#\(write.task.step) \(stored)") }
            return try await write.stored(stored).perform(false)
        }
        #expect(try await Reading(gate: gate).run("library.add('a') return library.add('b', { copies = 3 })") == [4])
        #expect(
            seen.withLock { $0 } == [
                #"library.add 0#1 {"copies":1,"title":"A"}"#, #"library.add 0#2 {"copies":3,"title":"B"}"#,
            ])
    }

    @Test func aDryRunAnswersWithoutPerforming() async throws {
        let gate = WriteGate { write in
            [.string("would add \(try await write.prepare(.random).intent())")]
        }
        #expect(
            try await Reading(gate: gate).run("return library.add('Emma')") == [
                #"would add {"copies":1,"title":"EMMA"}"#
            ])
    }

    @Test(arguments: [(1, true, "happened [1]"), (1, false, "not happened"), (0, true, "unknown: no copy, no trace")])
    func aDoubtIsSettled(_ copies: Int, _ performs: Bool, _ settled: String) async throws {
        let gate = WriteGate { write in
            let prepared = try await write.prepare(.random)
            if performs { _ = try await prepared.perform(false) }
            return switch try await prepared.settle() {
            case .happened(let values): [.string("happened [\(values.map(\.literal).joined())]")]
            case .notHappened: ["not happened"]
            case .unknown(let why): [.string("unknown: \(why)")]
            }
        }
        #expect(
            try await Reading(gate: gate).run("return library.add('a', { copies = \(copies) })") == [.string(settled)])
    }

    @Test func anIntentOfAnotherFunctionIsRefused() async throws {
        let gate = WriteGate { write in
            #expect(throws: DecodingError.self) { try write.stored("\"all\"") }
            return []
        }
        #expect(try await Reading(gate: gate).run("return library.add('Emma')") == [])
    }

    @Test func aStoredIntentOfAnotherShapeIsRefused() async throws {
        let gate = WriteGate { write in
            #expect(throws: DecodingError.self) { try write.stored(#"{"title": "A"}"#) }
            return []
        }
        #expect(try await Reading(gate: gate).run("return library.add('Emma')") == [])
    }

    /// Earlier versions stored the timeout beside the intent.
    @Test func anIntentOfAnEarlierVersionIsRead() async throws {
        let gate = WriteGate { write in
            try await write.stored(#"{"intent":{"copies":2,"title":"OLD"},"timeout":120}"#).perform(false)
        }
        #expect(try await Reading(gate: gate).run("return library.add('Emma')") == [2])
    }

    /// What is a call's own is no part of the intent.
    @Test func theTimeAndTheDoubtAreThoseOfTheCall() async throws {
        let gate = WriteGate { write in
            let prepared = try await write.prepare(.derived(seed: "s", key: [1], isAgain: true))
            #expect(try prepared.intent() == #"{"title":"derived(seed: \"s\", key: [1], isAgain: true)"}"#)
            #expect(write.drawsName)
            return try await write.stored(prepared.intent()).perform(true)
        }
        #expect(try await Reading(gate: gate).run("return library.lend({ timeout = 7 })") == ["7.0 seconds, in doubt"])
        #expect(
            try await Reading().run("return library.lend({ title = 'Emma' })") == ["no time, Emma"])
    }
}
