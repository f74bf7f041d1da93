import Catalogue
import LuaBridge

/// A script that has the library's functions, and a shelf with its method.
struct Reading {
    var gate = WriteGate.open

    func run(_ script: String) async throws -> [LuaValue] {
        try await LuaThread.run { [gate] in
            let state = try LuaState(clock: .virtual)
            try state.open(.sandboxed)
            let shelf = Shelf()
            let bindings = [
                Library.find, Library.count, Library.say, Library.fetch, Library.shelves, Library.add, Library.burn,
                Library.lend,
                Library.sort, Library.each, Library.all, Library.pages,
            ]
            for binding in bindings { state.register(binding.function(of: shelf, gate: gate)) }
            state.setMethods(of: Shelf.self, [("put", Library.put.method())])
            state.setGlobal("shelf", .object(LuaObjectReference(shelf)))
            state.setGlobal("null", .null)
            return try state.scheduler.run(script.utf8, name: "@test.lua")
        }
    }

    /// The error value that a call raises: its kind, the function that it names, and its words.
    func error(of call: String) async throws -> [LuaValue] {
        try await run("local ok, e = pcall(function() return \(call) end)\nreturn e.kind, e.call, e.message")
    }

    /// The words of an error that is the script's own fault.
    func complaint(about call: String) async throws -> String {
        let error = try await error(of: call)
        guard error.count == 3, error[0] == "usage", case .string(let message) = error[2] else { return "\(error)" }
        return message
    }
}
