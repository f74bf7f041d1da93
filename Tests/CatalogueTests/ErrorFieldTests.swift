import Catalogue
import LuaBridge
import Testing

/// Everything that an error says is a field that is declared.
struct ErrorFieldTests {
    private static func error(_ change: (inout ScriptError) -> Void) -> ScriptError {
        var error = ScriptError(.rejected, "links.create: no")
        change(&error)
        return error
    }

    @Test func everyFieldThatIsSetIsInTheValue() {
        let error = Self.error {
            $0.call = "links.create"
            $0.service = "go"
            $0.status = 400
            $0.attempts = 2
            $0.hint = "Do."
            $0.details = ["a", "b"]
            $0.rows = [RowFault(row: 3, column: "year", message: "no year"), RowFault(message: "too wide")]
            $0.triesLater = true
            $0.stopsRun = true
            $0.isConfiguration = true
            $0.unusable = .output
        }
        #expect(
            error.luaErrorValue
                == .table([
                    "kind": "rejected", "message": "links.create: no", "call": "links.create", "service": "go",
                    "status": 400, "attempts": 2, "hint": "Do.", "details": .table(["a", "b"]),
                    "rows": .table([
                        .table(["row": 3, "column": "year", "message": "no year"]), .table(["message": "too wide"]),
                    ]), "try_later": true,
                    "stops_run": true, "configuration": true, "unusable": "output",
                ]))
        let stored = Mirror(reflecting: error).children.count
        let said = ErrorField.allCases.filter { error[$0] != nil }
        #expect(said.count == stored, "a property of ScriptError is no field of the error value")
    }

    @Test func whatIsNotSetIsNotInTheValue() {
        #expect(ScriptError(.data, "x").luaErrorValue == .table(["kind": "data", "message": "x"]))
    }

    @Test func everyFieldIsDeclared() {
        #expect(ScriptError.fields.map(\.name) == ErrorField.allCases.map(\.rawValue))
        #expect(ScriptError.fields.allSatisfy { $0.type != "" && $0.summary.hasSuffix(".") })
    }
}
