/// How long and how often a call is tried.
package struct RetryPolicy: Sendable, Hashable {
    /// How long one attempt may go without an answer.
    package var attempt = Duration.seconds(30)
    /// How long a call is tried if it was given no time; waiting for slots and blocks does not count then.
    package var call = Duration.seconds(120)
    /// How long a service may go without one success, or a slot may be waited for, before the run is stopped; also how
    /// much of a service's `Retry-After` is honoured.
    package var patience = Duration.seconds(300)
    /// The longest first pause; each further one may be twice as long.
    package var firstBackoff = Duration.milliseconds(500)
    /// The longest pause of all.
    package var longestBackoff = Duration.seconds(30)
    /// How long the last look at a write in doubt may take, beyond the call's time.
    package var lastLook = Duration.seconds(5)
    /// How many retries a service gets at once; further ones come one a second, or two for each success.
    package var budget = 20

    /// The defaults.
    package init() {}

    /// The pause before retry number `retry` (0 for the first): anything up to a bound that doubles.
    func backoff(retry: Int, random: Randomness) -> Duration {
        let bound = min(longestBackoff, firstBackoff * (1 << min(retry, 16)))
        return bound * random.fraction()
    }
}
