// Errors have kinds, and lookups have settlements: callers of a client need both.
@_exported public import Facts
