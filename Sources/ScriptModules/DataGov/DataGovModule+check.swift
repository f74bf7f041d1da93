import ApiClients
import Catalogue
import LuaBridge

extension DataGovModule {
    static let check = Binding<DataGovModule>(
        "datagov.check",
        "Checks a CSV file before it is sent: encoding, header, fields of each row, size, the dataset's columns.",
        .required("file", String.self, "A CSV file."),
        .option(
            "dataset", DatasetID?.self,
            "The dataset that it is for; the columns are compared if the service lists them."),
        .option("new_columns", default: false, "Whether the file may have other columns than the dataset."),
        .callTimeout,
        returns: .record(FileCheck.shape), errors: [.permission, .data],
        example: """
            fs.write("rows.csv", "short_url,Long URL\\na,https://www.example.gov.sg\\nb\\n")
            local dataset <const> = "d_1f0c5d6b7a8e49f2b3c4d5e6f7a80912"
            local check = datagov.check("rows.csv", { dataset = dataset })
            for _, problem in ipairs(check.problems) do print(problem.text) end
            """,
        read: { module, file, dataset, newColumns, timeout in
            var known: [String] = []
            if let dataset {
                TaskStatus.current?.status = "asking for the dataset's columns"
                known = try await module.columns(of: dataset, timeout: timeout)
            }
            TaskStatus.current?.status = "checking \(file)"
            return try await FileCheck(file, in: module.files, known: known, newColumns: newColumns)
        })

    /// The names of a dataset's columns; none where the public catalogue does not tell them.
    private func columns(of dataset: DatasetID, timeout: Duration?) async throws -> [String] {
        do {
            return try await client.metadata(dataset, timeout: timeout).columns.map(\.name)
        } catch let error as ApiError
            where [.notFound, .rejected, .permission, .server].contains(error.kind) && !error.stopsRun
        {
            return []
        }
    }

    /// Raises an error for a check that found something, given as the table that scripts get.
    static let refuse = LuaFunction("datagov.publish") { call in
        guard case .table(let report) = try call.value(at: 1), report["ok"] != true,
            case .table(let problems) = report["problems"]
        else { return .nothing }
        let lines = problems.array.map { problem in
            if case .table(let table) = problem, case .string(let text) = table["text"] { text } else { "" }
        }
        guard let first = lines.first else { return .nothing }
        var error = ScriptError(
            .data, "datagov.publish: " + (lines.count == 1 ? first : "\(lines.count) problems, the first: \(first)"),
            call: "datagov.publish",
            hint: lines.contains { $0.contains("the dataset has ") }
                ? "Nothing was sent. If the columns are to change, give { new_columns = true }." : "Nothing was sent.")
        error.details = lines.count == 1 ? [] : lines
        throw error
    }
}
