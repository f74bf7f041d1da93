import Figures

/// A call of a small function, two integers in and one out: Swift's by way of the bridge against plain C.
struct CallBenchmark {
    var calls = 2_000_000
    var rounds = 15

    func figures() throws -> [Figure] {
        let interpreter = try Interpreter()
        var plain: [Double] = []
        var swift: [Double] = []
        var ratios: [Double] = []
        for _ in 0..<rounds {
            let loop = try interpreter.seconds(running: "for i = 1, \(calls) do end")
            let c = try interpreter.seconds(running: looping("plain_add")) - loop
            let s = try interpreter.seconds(running: looping("swift_add")) - loop
            plain.append(c)
            swift.append(s)
            ratios.append(s / c)
        }
        let nanoseconds = 1e9 / Double(calls)
        return [
            Figure("a call of a C function", plain.median * nanoseconds, unit: "ns", digits: 1),
            Figure("a call of a Swift function", swift.median * nanoseconds, unit: "ns", digits: 1),
            Figure("Swift call / C call", ratios.median, .atMost(2.5)),
        ]
    }

    private func looping(_ function: String) -> String {
        "local f = \(function) for i = 1, \(calls) do f(i, 1) end"
    }
}
