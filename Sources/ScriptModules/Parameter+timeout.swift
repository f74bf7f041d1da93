import Catalogue

extension Parameter<Duration?> {
    /// How long a call to a service may take.
    static var callTimeout: Self {
        .option(
            "timeout", told: .seconds(120),
            "Seconds for the whole call. If left out, waiting for the rate limit does not count.")
    }
}
