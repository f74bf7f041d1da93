package import Facts
package import RunJournal

extension JournalError: ScriptErrorConvertible {
    package var scriptError: ScriptError {
        let kind: ErrorKind = code.concernsOneItem ? .data : code == .notWritable ? .permission : .internal
        var error = ScriptError(kind, message, hint: hint)
        error.stopsRun = !code.concernsOneItem
        error.triesLater = code.mayWorkLater
        error.isConfiguration = code.isConfiguration
        return error
    }
}
