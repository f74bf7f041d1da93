// Declarations speak of kinds of errors and of settlements: whoever declares a function needs both.
@_exported public import Facts
