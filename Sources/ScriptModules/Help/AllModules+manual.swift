package import Catalogue

extension AllModules {
    /// All there is to say about what scripts can use.
    ///
    /// Made when it is first asked for: most scripts need none.
    package static let manual = Manual(
        signatures, summaries: Dictionary(uniqueKeysWithValues: list.map { ($0.name, $0.summary) }), values: values,
        records: ["govscript.Error": ScriptError.fields],
        topics: HelpTopics.all)

    /// What scripts have that is not called: the words that the command gives them, and the modules' values.
    static let values =
        [Manual.Value("args", type: "string[]", "The words after the script's name.")]
        + list.flatMap { $0.valueDescriptions }
}
