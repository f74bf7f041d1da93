package import ApiClients
import Catalogue
package import LuaBridge

/// An API error as scripts see it: a table of DESIGN's fields.
extension ApiError: LuaRaisable {
    package var luaErrorValue: LuaValue {
        var error = ScriptError(ErrorKind(rawValue: kind.rawValue) ?? .internal, description, call: call, hint: hint)
        error.service = service
        error.status = status
        error.attempts = attempts
        error.details = details
        error.stopsRun = stopsRun
        error.triesLater = triesLater
        error.isConfiguration = isConfiguration
        return error.luaErrorValue
    }
}
