/// Something that takes any bytes and must neither crash, nor hang, nor break a promise.
///
/// libFuzzer runs it in the package `Fuzz`; the tests replay the corpus and some mutations of it.
public struct FuzzTarget: Sendable {
    /// Tries one input and returns what promise was broken, or nil.
    public typealias Attempt = ([UInt8]) -> String?

    /// What its corpus and its dictionary are called.
    public var name: String
    /// Prepares whatever all attempts share, which belong to one thread.
    public var prepare: @Sendable () throws -> Attempt

    /// All of them.
    public static let all = [csv, gzip, xlsx, sort, json, toml, check, answers, faults, programs]
}
