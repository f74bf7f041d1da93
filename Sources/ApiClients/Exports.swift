// Errors have kinds, and lookups have settlements: who calls a client needs both.
@_exported public import Facts
