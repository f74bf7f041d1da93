// Declarations speak of kinds of errors and of settlements: who declares a function needs both.
@_exported public import Facts
