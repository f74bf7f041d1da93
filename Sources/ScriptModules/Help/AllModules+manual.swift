package import Catalogue

extension AllModules {
    /// All there is to say about what scripts can use.
    ///
    /// Made when it is first asked for: most scripts need none.
    package static let manual = Manual(
        signatures, summaries: summaries, values: values, records: ["govscript.Error": ScriptError.fields],
        topics: HelpTopics.all)

    /// What each module is for.
    static let summaries = [
        "links": "Short links of GoGovSG and ForSG.",
        "datagov": "Datasets of data.gov.sg: publishing, and reading what is published.",
        "task": "Concurrent tasks; a task waits for the tasks that it spawned.",
        "csv": "CSV files: row by row, however long, or as a whole.",
        "json": "Text to values and back.",
        "fs": "File helpers missing from Lua's standard library.",
        "time": "Dates and times in ISO 8601.",
        "log": "Log messages, on standard error.",
        "progress": "A live line while a long job runs.",
        "bulk": "Loops that resume where they stopped.",
    ]

    /// What scripts have that is not called.
    static let values = [
        Manual.Value("json.null", type: "userdata", "JSON's null, for lists and fields where nil cannot stand."),
        Manual.Value("args", type: "string[]", "The words after the script's name."),
        Manual.Value(
            "env", type: "table<string, string>", "The environment's variables, without those that hold keys."),
    ]
}
