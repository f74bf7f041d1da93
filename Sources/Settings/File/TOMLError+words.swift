extension TOMLError {
    /// toml++'s words as a person would say them: `Error while parsing table header: encountered end-of-file`.
    static func plainWords(for message: String) -> String {
        let prefix = "Error while parsing "
        guard message.hasPrefix(prefix), let colon = message.firstRange(of: ": ") else { return message }
        let part = message[..<colon.lowerBound].dropFirst(prefix.count)
        let problem = message[colon.upperBound...]
        let place = part == "root table" ? "" : " in this \(part)"
        switch problem {
        case "encountered end-of-file":
            return "the file ends\(place)"
        case "tables with blank bare keys are explicitly prohibited":
            return "a table's header needs a name"
        case _ where problem.hasPrefix("exceeded maximum nested value depth"):
            return "values are nested too deep"
        default:
            if let end = problem.firstRange(of: " is not representable in 64 bits")?.lowerBound {
                return "the number \(problem[..<end].filter { $0 != "'" }) does not fit into 64 bits"
            }
            return problem + place
        }
    }
}
