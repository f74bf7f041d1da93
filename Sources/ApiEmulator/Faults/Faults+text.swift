extension Faults {
    /// Reads the text form; an empty text gives no faults.
    ///
    /// - Throws: ``FaultsError`` for the first rule that cannot be read.
    package init(_ text: String) throws {
        rules = try text.split(separator: ",").map { $0.trimmed }.filter { !$0.isEmpty }.flatMap(Self.rules)
    }

    private static func rules(_ text: Substring) throws -> [Rule] {
        guard let colon = text.firstIndex(of: ":") else {
            throw FaultsError(text, "expected SERVICE:FAULT, such as go:drop-after=5%")
        }
        let (what, trigger) = try self.trigger(of: text, after: text.index(after: colon))
        let fault = try self.fault(what, in: text)
        return try places(text[..<colon], for: fault, in: text).map { Rule($0, only: $1, fault, trigger) }
    }

    private static func places(
        _ place: Substring, for fault: Fault, in rule: Substring
    ) throws -> [(EmulatedService, EmulatedOperation?)] {
        let parts = place.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        let services: [EmulatedService]
        if parts[0] == "*" {
            services = fault.services
        } else if let service = EmulatedService(rawValue: String(parts[0])) {
            guard fault.services.contains(service) else {
                let able = fault.services.map(\.rawValue).joined(separator: ", ")
                throw FaultsError(rule, "'\(fault.name)' is for \(able), not for \(service.rawValue)")
            }
            services = [service]
        } else {
            let known = EmulatedService.allCases.map(\.rawValue).joined(separator: ", ")
            throw FaultsError(rule, "unknown service '\(parts[0])'; expected \(known) or *")
        }
        guard parts.count == 2 else { return services.map { ($0, nil) } }
        guard fault.occasion == .request else {
            throw FaultsError(rule, "'\(fault.name)' takes no operation")
        }
        let operation = EmulatedOperation(rawValue: String(parts[1]))
        let places = services.filter { service in operation.map(service.operations.contains) ?? false }
        guard !places.isEmpty else {
            let known = Set(services.flatMap(\.operations)).map(\.rawValue).sorted().joined(separator: ", ")
            throw FaultsError(rule, "unknown operation '\(parts[1])' of \(parts[0]); expected one of \(known)")
        }
        return places.map { ($0, operation) }
    }

    private static func fault(_ text: Substring, in rule: Substring) throws -> Fault {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        let name = String(parts[0])
        guard let fault = Fault(name: name) else {
            throw FaultsError(rule, "unknown fault '\(name)'; expected one of \(Fault.names.joined(separator: ", "))")
        }
        guard parts.count == 2 else { return fault }
        guard let value = fault.value else { throw FaultsError(rule, "'\(name)' takes no duration") }
        guard let changed = fault.with(parts[1]) else { throw FaultsError(rule, "'\(parts[1])' \(value.expectation)") }
        return changed
    }

    private static func trigger(
        of rule: Substring, after start: Substring.Index
    ) throws -> (Substring, Trigger) {
        let rest = rule[start...]
        if let sign = rest.firstIndex(of: "=") {
            let text = rest[rest.index(after: sign)...]
            let percent = text.hasSuffix("%")
            let number = Double(percent ? text.dropLast() : text).map { percent ? $0 / 100 : $0 }
            guard let number, (0...1).contains(number) else {
                throw FaultsError(rule, "'\(text)' is no probability; expected one like 5% or 0.05")
            }
            return (rest[..<sign], .probability(number))
        }
        if let sign = rest.firstIndex(of: "@") {
            let text = rest[rest.index(after: sign)...]
            guard let range = occasions(text) else {
                throw FaultsError(rule, "'\(text)' is no request number; expected one like 17, 17-20 or 17+")
            }
            return (rest[..<sign], .occasions(range))
        }
        return (rest, .probability(1))
    }

    private static func occasions(_ text: Substring) -> ClosedRange<Int>? {
        if text.hasSuffix("+") {
            return Int(text.dropLast()).flatMap { $0 >= 1 ? $0...Int.max : nil }
        }
        let bounds = text.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
        guard (1...2).contains(bounds.count), let first = bounds[0], let last = bounds[bounds.count - 1],
            first >= 1, last >= first
        else { return nil }
        return first...last
    }
}

extension Substring {
    fileprivate var trimmed: Substring {
        var text = self
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return text
    }
}
