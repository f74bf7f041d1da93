import ApiEmulator

extension FuzzTarget {
    /// The faults of the emulator, as `--faults` takes them.
    static let faults = FuzzTarget(name: "faults") {
        { input in
            _ = try? Faults(String(decoding: input, as: UTF8.self))
            return nil
        }
    }
}
