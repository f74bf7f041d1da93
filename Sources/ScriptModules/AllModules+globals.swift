extension AllModules {
    /// What scripts have beyond plain Lua that no signature declares.
    package static let undeclaredGlobals: Set<String> = [
        "arg", "args", "env", "json.null",
    ]
}
