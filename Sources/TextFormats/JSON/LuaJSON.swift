import CLuaJSON
import JSONTape
package import LuaBridge

/// JSON between a text and Lua's stack, with no Swift values between.
///
/// C does what is in order. What it gives up ``JSON`` does again, which knows the words and the places for what is
/// wrong.
package enum LuaJSON {
    /// What the parser takes for each byte of the text: a copy of it, its index and its tape.
    private static let bytesPerByte = 12

    /// Pushes the value of the text at `index`.
    ///
    /// - Throws: ``JSONError``, ``LuaLimitError``.
    package static func decode(_ call: borrowing LuaCall, textAt index: Int32) throws -> LuaAnswer {
        var count = 0
        let text = clj_string_at(call.L, index, &count)
        try push(UnsafeRawBufferPointer(start: text, count: count), onto: call)
        return .pushed(1)
    }

    /// Pushes the value of a text, which stays where it is meanwhile.
    ///
    /// - Throws: ``JSONError``, ``LuaLimitError``, ``JSONSyntaxError`` when simdjson is not installed.
    package static func push(_ text: UnsafeRawBufferPointer, onto call: borrowing LuaCall) throws {
        let L = call.L
        let memory = call.state.memory
        do {
            var hold = LuaMemoryHold(memory)
            try hold.add(text.count * bytesPerByte)
            let isPushed = try JSONDocument.withNodes(text, exactIntegers: true) { nodes in
                // Pushing cannot be refused memory, so that it has to be there before.
                try memory.require(clj_weight(nodes))
                return clj_push(L, nodes)
            }
            if isPushed { return }
        } catch let error as JSONSyntaxError where error != .noLibrary {}
        var hold = LuaMemoryHold(memory)
        try hold.add(text.count)
        let bytes = Array(text)
        try hold.add(JSON.decodingCost(of: bytes))
        try call.push(try JSON.decode(bytes))
    }

    /// Pushes the text of the value at `index`.
    ///
    /// - Throws: ``JSONError``, ``LuaLimitError``.
    package static func encode(
        _ call: borrowing LuaCall, valueAt index: Int32, pretty: Bool, empty: JSON.EmptyTable
    ) throws -> LuaAnswer {
        let style = clj_style(is_pretty: pretty, empty_is_array: empty == .array, number: writeNumber)
        // The text is there twice when Lua gets it.
        var text = clua_text(bytes: nil, count: 0, room: 0, limit: call.state.memory.available / 2)
        defer { clua_text_free(&text) }
        if withUnsafePointer(to: style, { clj_write(call.L, index, $0, &text) }) {
            clj_push_string(call.L, text.bytes, text.count)
            return .pushed(1)
        }
        let value = try call.value(at: index)
        let limit = call.state.memory.available / 2
        let bytes = try JSON.encode(value, pretty: pretty, empty: empty, limit: limit)
        try call.push(.string(String(decoding: bytes, as: UTF8.self)))
        return .pushed(1)
    }

    /// Gives the table at `index` back as an array.
    package static func markArray(_ call: borrowing LuaCall, at index: Int32) -> LuaAnswer {
        clj_mark_array(call.L, index)
        return .pushed(clj_push_copy(call.L, index))
    }
}
