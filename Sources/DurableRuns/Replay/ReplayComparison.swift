import RunJournal

/// The recorded steps of items beside those that a script asks for.
enum ReplayComparison {
    /// The steps of a recorded item.
    ///
    /// - Parameter item: What the script asked for in it; nil if it did not come to it.
    static func steps(_ record: ItemRecord, _ steps: [StepRecord], _ item: RunReplay.Item?) -> [ReplayedStep] {
        func recorded(_ step: StepRecord, _ standing: ReplayedStep.Standing) -> ReplayedStep {
            var replayed = ReplayedStep(
                key: record.key, row: item?.item.place ?? record.place, standing: standing, deed: step.deed)
            (replayed.recorded, replayed.state) = (IntentWords.of(step.call, step.intent), step.state)
            replayed.isAbsent = item == nil
            return replayed
        }
        guard let item, !item.isSkipped else {
            return steps.map { recorded($0, item == nil ? .gone : .matches) }
        }
        var found: [ReplayedStep] = []
        var left = steps
        var new: [RunReplay.Asked] = []
        for asked in item.asked {
            // One of an item that is done again is sent again, and was no other one before.
            let index = left.firstIndex { $0.deed == asked.step.deed && $0.occurrence == asked.step.occurrence }
            guard let index else {
                new.append(asked)
                continue
            }
            var match = recorded(left.remove(at: index), .matches)
            (match.asked, match.location) = (asked.words, asked.location)
            found.append(match)
        }
        for asked in new {
            let alike = left.indices.filter {
                left[$0].call == asked.step.call && (left[$0].service == asked.step.service || left[$0].service.isEmpty)
            }
            guard let index = alike.first(where: { left[$0].place == asked.step.place }) ?? alike.first else {
                found.append(asked.asNew())
                continue
            }
            let old = left.remove(at: index)
            var pair = recorded(old, .differs)
            (pair.asked, pair.location) = (asked.words, asked.location)
            pair.difference = difference(old, asked)
            let isReplacement = asked.supersedes && old.state == .done && old.arguments == asked.step.arguments
            pair.isRefused = old.state != .refused && !isReplacement
            found.append(pair)
        }
        return found + left.map { recorded($0, .gone) }
    }

    private static func difference(_ old: StepRecord, _ asked: RunReplay.Asked) -> String {
        if old.arguments == asked.step.arguments, old.content != asked.step.content {
            return "the file's content has changed"
        }
        return IntentDifference.first(old.intent, asked.intent) ?? "its arguments have changed; now \(asked.words)"
    }

    /// Tells of new writes that are recorded of items which the input does not hold: a resumed run sends them again.
    ///
    /// This happens when a script changes the keys of its items.
    static func movesTold(_ steps: [ReplayedStep]) -> [ReplayedStep] {
        let absent = steps.indices.reversed().filter { steps[$0].isAbsent && steps[$0].mayBeSentTwice }
        var places = Dictionary(grouping: absent) { steps[$0].deed }
        var (told, moved) = (steps, Set<Int>())
        for index in steps.indices where steps[index].standing == .new {
            guard let place = places[steps[index].deed]?.popLast() else { continue }
            moved.insert(place)
            let old = steps[place]
            (told[index].standing, told[index].isMoved) = (.differs, true)
            (told[index].recorded, told[index].state) = (old.recorded, old.state)
            told[index].difference = old.otherItem(than: told[index])
        }
        return told.indices.filter { !moved.contains($0) }.map { told[$0] }
    }
}

extension RunReplay.Asked {
    /// The step as one that is not recorded.
    func asNew() -> ReplayedStep {
        var replayed = ReplayedStep(key: step.item.key, row: step.item.place, standing: .new, deed: step.deed)
        (replayed.asked, replayed.location) = (words, location)
        return replayed
    }
}

extension ReplayedStep {
    init(key: String, row: String?, standing: Standing, deed: Deed) {
        (self.key, self.row, self.standing, self.deed) = (key, row, standing, deed)
        (call, service) = (deed.call, deed.service)
    }

    fileprivate var mayBeSentTwice: Bool { isWrite && state != .refused }

    /// How the item of a recorded step is another one than that of a step which does the same.
    fileprivate func otherItem(than new: ReplayedStep) -> String {
        if let row, row != new.row { return "it is recorded for \(row)" }
        // Without a key of its own, an item is known by a digest, which tells a person nothing.
        let isNamed = !(key.prefix { $0.isHexDigit }.utf8.count >= 32)
        return isNamed ? "its item was \"\(key)\", and is \"\(new.key)\"" : "its item had other content"
    }
}

extension Step {
    var deed: ReplayedStep.Deed {
        ReplayedStep.Deed(call: call, service: service, arguments: arguments, content: content)
    }
}

extension StepRecord {
    fileprivate var deed: ReplayedStep.Deed {
        ReplayedStep.Deed(call: call, service: service, arguments: arguments, content: content)
    }
}
