import ApiClients
import ScriptRunner
import Settings
import TestSupport
import Testing

/// What a profile says of pacing reaches the clients' rules.
struct StrictTests {
    private func configuration(_ toml: String) throws -> RunConfiguration {
        let scratch = ScratchFolder()
        try scratch.file("config.toml", toml)
        let choice = try ProfileChoice(profile: "staging", file: nil, folder: scratch.path, environment: [:])
        return RunConfiguration(choice, environment: [:], secrets: SecretRegistry())
    }

    @Test func strictAssumesNothingOfTheNetworkAndNeverResendsAppends() throws {
        let strict = try configuration("[profiles.staging]\npacing = \"strict\"\ngo = { rate = 20 }")
        #expect(strict.limits(of: .go) == PacingLimits(20, strict: true))
        #expect(strict.limits(of: .forsg) == PacingLimits(5, strict: true))
        #expect(try strict.datagovOptions().neverResendsAppends)
        #expect(try strict.datagovOptions().isStrict)
    }

    @Test func otherwiseTheServicesOwnLimitsAreKept() throws {
        let plain = try configuration("[profiles.staging]\npacing = \"default\"\ngo = { rate = 0 }")
        #expect(plain.limits(of: .go) == .unpaced)
        #expect(plain.limits(of: .forsg) == LinksService.limits)
        #expect(try !plain.datagovOptions().neverResendsAppends)
        #expect(try plain.datagovOptions().adminLimits == .unpaced)
    }
}
