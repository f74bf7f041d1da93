import LuaBridge

extension FuzzTarget {
    /// Lua programs over all bindings, made of the input by a small grammar.
    ///
    /// The first byte chooses whether writes are sent. Services answer as in `answers`. Whatever a program does, it
    /// ends with results or an error.
    ///
    /// One program of sixteen, chosen by the input, has an interpreter to itself, whose modules are filled at their
    /// first use; it is also longer, and has more memory. The others run in one that is used again. What one of those
    /// finds, and does not find when run by itself, was left behind by programs before it: then `ProgramWorld` fails to
    /// put something back.
    static let programs = FuzzTarget(name: "programs") {
        var worlds: [Bool: ProgramWorld] = [:]
        return { input in
            var source = ByteSource(input)
            let isDry = source.next() % 2 == 1
            let isAlone = input.reduce(0) { ($0 &* 31) &+ Int($1) } % 16 == 0
            var writer = ProgramWriter(source, isWide: isAlone)
            let text = writer.program()
            let kept = isAlone ? nil : worlds.removeValue(forKey: isDry)
            do {
                let world = try kept ?? ProgramWorld(isDry: isDry, isReused: !isAlone)
                defer { if world.putBack() { worlds[isDry] = world } }
                try world.run(text, answers: input)
            } catch {
                return error is LuaError ? nil : "an error that is no LuaError: \(error)"
            }
            return nil
        }
    }
}
