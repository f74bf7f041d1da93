import Synchronization
import Timekeeping

extension DatasetQueue {
    /// A queue within this process, which forgets everything with it: the sandbox has one.
    package static func inMemory(_ time: TimeSource) -> DatasetQueue { inMemory(time, Places()) }

    static func inMemory(_ time: TimeSource, _ places: Places) -> DatasetQueue {
        DatasetQueue { dataset, host, deadline, isNeedless in
            let name = "\(host) \(dataset)"
            let ticket = places.draw(name)
            do {
                while true {
                    try Task.checkCancellation()
                    if isNeedless(places.record(name)) {
                        places.leave(name, ticket)
                        return nil
                    }
                    if places.isFirst(name, ticket) { return places.turn(name, ticket) }
                    let rest = deadline - time.now()
                    guard rest > .zero else {
                        throw ApiError(
                            .timeout, "another upload to \(dataset) is still in progress in this script",
                            hint: "Try again when it has ended.")
                    }
                    try await time.sleep(min(.milliseconds(500), rest))
                }
            } catch {
                places.leave(name, ticket)
                throw error
            }
        }
    }

    /// The datasets that somebody waits for, or of which an upload is recorded.
    final class Places: Sendable {
        private struct Place {
            var waiting: [Int] = []
            var record = DatasetRecord()
        }

        private let places = Mutex<(last: Int, byName: [String: Place])>((0, [:]))

        var count: Int { places.withLock { $0.byName.count } }

        func draw(_ name: String) -> Int {
            places.withLock { places in
                places.last += 1
                places.byName[name, default: Place()].waiting.append(places.last)
                return places.last
            }
        }

        func isFirst(_ name: String, _ ticket: Int) -> Bool {
            places.withLock { $0.byName[name]?.waiting.first == ticket }
        }

        func leave(_ name: String, _ ticket: Int) {
            places.withLock { places in
                places.byName[name]?.waiting.removeAll { $0 == ticket }
                guard let place = places.byName[name], place.waiting.isEmpty, place.record.uploads.isEmpty else {
                    return
                }
                places.byName[name] = nil
            }
        }

        func record(_ name: String) -> DatasetRecord {
            places.withLock { $0.byName[name]?.record ?? DatasetRecord() }
        }

        func turn(_ name: String, _ ticket: Int) -> HeldTurn {
            HeldTurn(
                read: { self.record(name) },
                write: { record in self.places.withLock { $0.byName[name]?.record = record } },
                end: { self.leave(name, ticket) })
        }
    }
}
