import TestSupport

/// Changes inputs of a corpus, the same way each time.
struct Mutator {
    private let corpus: Corpus
    private var random: SeededGenerator

    init(_ corpus: Corpus, seed: UInt64) {
        self.corpus = corpus
        random = SeededGenerator(seed: seed)
    }

    mutating func next() -> [UInt8] {
        var input = corpus.inputs.randomElement(using: &random) ?? []
        for _ in 0..<Int.random(in: 1...4, using: &random) { change(&input) }
        return Array(input.prefix(2000))
    }

    private mutating func change(_ input: inout [UInt8]) {
        let start = Int.random(in: 0...input.count, using: &random)
        let end = min(input.count, start + Int.random(in: 0...8, using: &random))
        switch Int.random(in: 0..<7, using: &random) {
        case 0: input.removeSubrange(start..<end)
        case 1: input.replaceSubrange(start..<end, with: [UInt8.random(in: 0...255, using: &random)])
        case 2: input.insert(UInt8.random(in: 0...255, using: &random), at: start)
        case 3: input.insert(contentsOf: input[start..<end], at: start)
        case 4: input.replaceSubrange(start..<end, with: corpus.words.randomElement(using: &random) ?? [])
        case 5:
            let other = corpus.inputs.randomElement(using: &random) ?? []
            let cut = Int.random(in: 0...other.count, using: &random)
            input.replaceSubrange(start..<end, with: other[cut...].prefix(40))
        default:
            if !input.isEmpty { input[min(start, input.count - 1)] ^= 1 << UInt8.random(in: 0..<8, using: &random) }
        }
    }
}
