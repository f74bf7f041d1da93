/// The limit that one process was told to keep.
struct Claim: Sendable, Hashable {
    let holder: String
    var limits: PacingLimits
    /// Whether a person chose it.
    var isConfigured: Bool
    /// Whether it uses the account's slots by lease only.
    var isLeased = false
}

/// What others who use the same limit have left.
struct StrangersShare: Sendable, Hashable {
    /// How many slots are used.
    var slots: Int
    /// Of how many, when that was found out: from then on the limit alone counts again.
    var of: Int
}

extension SlotLedger {
    /// Notes the limit that `holder` was told to keep, and goes over to the one that holds for all.
    ///
    /// An account has one limit, whichever process asks. What somebody configured counts more than a default, and of
    /// several the strictest holds. The account is unpaced only if every process says so.
    package mutating func adopt(_ wanted: PacingLimits, holder: String = "") {
        var claim = Claim(holder: holder, limits: wanted, isConfigured: wanted.isConfigured)
        if let index = claims.firstIndex(where: { $0.holder == holder }) {
            claim.isLeased = claims[index].isLeased
            guard claims[index] != claim else { return }
            claims[index] = claim
        } else {
            claims.append(claim)
        }
        agree()
    }

    /// Goes over to the limit on which the claims agree, with those of other hosts.
    mutating func agree() {
        if let own = ownLimits { limits = own }
        guard isLeased, let hosts = share?.limit else { return }
        let all = claims + [Claim(holder: "", limits: hosts, isConfigured: hosts.isConfigured)]
        if let agreed = Self.agreed(all) { limits = agreed }
    }

    /// The limit on which the processes of this host agree; nil if there are none.
    package var ownLimits: PacingLimits? { Self.agreed(claims) }

    private static func agreed(_ claims: [Claim]) -> PacingLimits? {
        let paced = claims.filter { $0.limits.slots > 0 }
        let configured = paced.filter(\.isConfigured)
        let strictest = (configured.isEmpty ? paced : configured).map(\.limits).min { $0.rate < $1.rate }
        guard var chosen = strictest ?? claims.first?.limits else { return nil }
        chosen.strict = claims.contains { $0.limits.strict }
        return chosen
    }
}
