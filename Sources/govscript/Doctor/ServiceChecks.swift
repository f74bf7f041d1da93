import ApiClients
import FoundationEssentials
import ScriptRunner
import Settings
import Timekeeping

/// What `doctor` asks of each service: whether it answers, how fast, whose key it is, and what time it has.
struct ServiceChecks {
    private let configuration: RunConfiguration
    /// Beyond this a signature of storage would be refused (AWS allows 15 minutes), and messages' times mislead.
    private static let tolerance = Duration.seconds(60)

    init(_ configuration: RunConfiguration) { self.configuration = configuration }

    /// Asks all services at once.
    ///
    /// - Throws: ``ApiError`` for a proxy that cannot be understood.
    func findings() async throws -> [DoctorCommand.Finding] {
        let transport = HTTPTransport(try configuration.http())
        let findings = await withTaskGroup(of: (Service, [DoctorCommand.Finding]).self) { group in
            for service in Service.allCases {
                group.addTask { (service, await check(service, transport.transport)) }
            }
            var all: [Service: [DoctorCommand.Finding]] = [:]
            for await (service, findings) in group { all[service] = findings }
            return Service.allCases.flatMap { all[$0] ?? [] }
        }
        await transport.shutdown()
        return findings
    }

    private func check(_ service: Service, _ transport: Transport) async -> [DoctorCommand.Finding] {
        let name = service.title
        let url = configuration.profile[service].url
        var findings: [DoctorCommand.Finding] = []
        let start = ContinuousClock.now
        do {
            let response = try await transport.send(HTTPRequest(.get, url, timeout: .seconds(30)))
            let milliseconds = Int((ContinuousClock.now - start) / .milliseconds(1))
            findings.append(DoctorCommand.Finding(.good, name, "\(url) answers in \(milliseconds) ms"))
            if let clock = Self.clock(response, name) { findings.append(clock) }
        } catch let failure as TransportFailure {
            let error = ApiError(.unreachable, "\(url): \(failure.message)", hint: failure.hint)
            return [DoctorCommand.Finding(error, of: name)]
        } catch {
            return [DoctorCommand.Finding(error, of: name)]
        }
        for key in KeyName.allCases where key.service == service {
            if let finding = finding(await KeyCheck(key, configuration, transport)) { findings.append(finding) }
        }
        return findings
    }

    /// What there is to say of a key; nil of an optional one that is not there.
    private func finding(_ key: KeyCheck) -> DoctorCommand.Finding? {
        let service = key.name.service.title
        let words = key.name.isOptional ? "public API key" : "key"
        if let error = key.error { return DoctorCommand.Finding(error, of: service) }
        if let source = key.source {
            let who = key.who.map { ", belongs to \($0)" } ?? ""
            return DoctorCommand.Finding(.good, service, "\(words) from \(source) accepted\(who)")
        }
        if key.name.isOptional { return nil }
        return DoctorCommand.Finding(
            .note, service, "no key", hint: "If you need it: \(key.name.login(for: configuration.profile))")
    }

    private static func clock(_ response: HTTPResponse, _ name: String) -> DoctorCommand.Finding? {
        guard let date = response.headers["date"], let theirs = HTTPDate.parse(date) else { return nil }
        let difference = ServiceInstant(secondsSince1970: Date.now.timeIntervalSince1970) - theirs
        let size = max(difference, .zero - difference)
        guard size > tolerance else { return nil }
        return DoctorCommand.Finding(
            .note, "clock",
            "this machine is \(size.components.seconds) s \(difference > .zero ? "ahead of" : "behind") \(name)",
            hint: "Set the clock, for example with: timedatectl set-ntp true")
    }
}
