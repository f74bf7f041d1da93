package import Catalogue

extension AllModules {
    /// All there is to say about what scripts can use.
    package static var manual: Manual {
        Manual(
            signatures, summaries: summaries, values: values, records: ["govscript.Error": ScriptError.fields],
            topics: HelpTopics.all)
    }

    /// What each module is for.
    static let summaries = [
        "links": "Short links of GoGovSG and ForSG.",
        "datagov": "Datasets of data.gov.sg: publishing, and reading what is published.",
        "task": "Many things at once; what a task spawns ends with it.",
        "csv": "Tables in files, row by row, however long they are.",
        "json": "Text to values and back.",
        "fs": "What Lua's own libraries lack about files.",
        "time": "Dates as the services and people write them.",
        "log": "Lines for the person who runs the script, on standard error.",
        "progress": "A live line while a long job runs.",
        "bulk": "Loops that go on where they were when they are run again.",
    ]

    /// What scripts have that is not called.
    static let values = [
        Manual.Value("json.null", type: "userdata", "JSON's null, where nil would end a list."),
        Manual.Value("args", type: "string[]", "The words after the script's name."),
        Manual.Value(
            "env", type: "table<string, string>", "The environment's variables, without those that hold keys."),
    ]
}
