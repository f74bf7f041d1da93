/// Arithmetic on numbers that come from outside, where an overflow must not end the program.
///
/// Services, files, arguments and scripts may hold any number. Where a bound does no harm, these stop at the nearest
/// number that there is; where a wrong number would, use `…ReportingOverflow` and refuse it.
extension FixedWidthInteger {
    /// The sum, or the nearest number that there is.
    package func saturatingAdding(_ other: Self) -> Self {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? (other < 0 ? .min : .max) : sum
    }

    /// The difference, or the nearest number that there is.
    package func saturatingSubtracting(_ other: Self) -> Self {
        let (difference, overflow) = subtractingReportingOverflow(other)
        return overflow ? (other < 0 ? .max : .min) : difference
    }

    /// The whole number nearest to a float, within what there is; 0 for what is not a number.
    package init(saturating number: Double) {
        // The bounds themselves may not be floats: the next float above `max` is where it would trap.
        if let exact = Self(exactly: number.rounded()) {
            self = exact
        } else {
            self = number.isNaN ? 0 : number < 0 ? .min : .max
        }
    }
}
