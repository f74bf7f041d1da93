extension AllModules {
    /// What scripts have beyond plain Lua that no signature declares.
    public static let undeclaredGlobals: Set<String> = [
        "arg", "args", "env", "json.null",
    ]
}
