import ApiClients
import TestSupport

/// Appends to one dataset, one file after the other, and waits for each, on the clock that leaps.
struct AppendJob {
    enum Outcome: String {
        case done
        /// The service said that it did not happen: the ingestion failed, or every link was refused.
        case failed
        case uncertain
    }

    struct Append {
        /// Of the file's content, in hex digits.
        let md5: String
        let outcome: Outcome
    }

    private let plan: ChaosPlan
    private let client: DataGovClient

    init(_ plan: ChaosPlan, _ services: LiveServices) throws {
        self.plan = plan
        var services = services
        services.environment.random = .seeded(plan.seed)
        services.environment.policy.budget = 1_000_000
        // A few watches in a row are longer than any patience.
        services.environment.policy.patience = .seconds(86_400)
        let files = (1...plan.appends).map { number in ("\(number).csv", Self.content(number)) }
        client = try services.dataGov(Dictionary(uniqueKeysWithValues: files))
    }

    func run() async throws -> [Append] {
        var appends: [Append] = []
        for number in 1...plan.appends {
            let intent = try await client.prepareAppend(Visitors.dataset, path: "\(number).csv")
            appends.append(Append(md5: try Self.content(number).md5InHex(), outcome: try await outcome(of: intent)))
        }
        return appends
    }

    private static func content(_ number: Int) -> String {
        Visitors.header + "2026-05,Museum \(number),\(number)\n2026-06,Museum \(number),0\n"
    }

    /// How an append ended; errors that would not be honest about it are thrown.
    private func outcome(of intent: UploadIntent) async throws -> Outcome {
        do {
            _ = try await client.wait(client.perform(intent))
            return .done
        } catch let error as ApiError where error.kind == .ingestion || error.kind == .rejected && !error.inDoubt {
            return .failed
        } catch let error as ApiError where error.kind == .uncertain {
            return .uncertain
        }
    }
}
