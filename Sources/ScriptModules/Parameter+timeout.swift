import Catalogue

extension Parameter<Duration> {
    /// For how long a call to a service is tried.
    static var callTimeout: Self {
        .option(
            "timeout", default: .seconds(120),
            "Seconds to try for, retries included; waiting for the limit does not count.")
    }
}
