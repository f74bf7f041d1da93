import ApiClients
import Catalogue
import LuaBridge
import TextFormats

extension DataGovModule {
    /// Declared here, made of `checking` in Lua, which writes rows to a file first.
    static let check = Binding<DataGovModule>(
        "datagov.check",
        "Checks a whole CSV file, or rows, before they are sent: encoding, header, rows, values, and the dataset "
            + "they are for.",
        .content("A CSV file, or its rows: a list or an iterator of tables."),
        .checkedDataset, .checkedMode, .checkedColumns, .madeWarnings, .callTimeout, .rowColumns,
        result: .init(FileCheck.shape), effect: .read, errors: [.permission, .data],
        example: """
            fs.write("rows.csv", "month,museum,visitors\\n2026-03,A Museum,N/A\\n")
            local dataset <const> = "d_2a1d6e7c8b9f40a3c4d5e6f7a8b91023"
            local check = datagov.check("rows.csv", { dataset = dataset })
            for _, count in ipairs(check.counts) do print(count.text) end
            for _, finding in ipairs(check.findings) do print(finding.text) end
            """)

    /// `checking(file, options)`: checks a file, or spooled rows.
    static let checking = Binding<DataGovModule>(
        "datagov.check", "Checks a whole CSV file before it is sent.",
        .required("file", SentFile.self, file: .read, "A CSV file."),
        .checkedDataset, .checkedMode, .checkedColumns, .madeWarnings, .callTimeout,
        returns: .record(FileCheck.shape), errors: [.permission, .data],
        example: "",
        read: { module, file, dataset, mode, newColumns, allowed, timeout in
            try await module.dataCheck.run(
                file.name, dataset: dataset, for: .init(mode, newColumns: newColumns, allowed: Set(allowed ?? [])),
                timeout: timeout)
        })

    /// Finds what is wrong with the key and the file by itself, before anything is waited for.
    ///
    /// - Parameter purpose: nil for a file that is not to be checked, but has to be there.
    /// - Throws: ``ApiError``, ``FileAccessError``, ``CSVError``, ``ScriptError`` of kind `data`.
    @concurrent
    func checkLocally(_ file: String, for purpose: FileCheck.Purpose?, call: String) async throws {
        do {
            try client.requireKey()
        } catch var error as ApiError {
            error.call = call
            error.service = "datagov"
            throw error
        }
        guard let purpose else {
            if spools[file] == nil { _ = try files.open(file, for: .read) }
            return
        }
        let check = try await dataCheck.run(file, for: purpose)
        try Self.refuse(check, for: call)
        if purpose.mode == .replace { notices.tell(check) }
    }

    /// Finds what is wrong with a file beside the dataset that it is for; warnings are logged, once for each file.
    ///
    /// - Throws: as ``checkLocally(_:for:call:)`` does.
    @concurrent
    func compare(
        _ file: String, with dataset: DatasetID, for purpose: FileCheck.Purpose, timeout: Duration?, call: String
    ) async throws {
        let check = try await dataCheck.run(file, dataset: dataset, for: purpose, timeout: timeout) { local in
            // What is wrong on this machine is said before a service is asked.
            try Self.refuse(local, for: call)
        }
        try Self.refuse(check, for: call)
        notices.tell(check)
    }

    /// `examine(dataset, file, options, timeout)`: the check of `datagov.publish`.
    func examine() -> LuaFunction {
        LuaFunction(Self.publish.signature.name) { [self] call in
            let dataset = try DatasetID(lua: call.value(at: 1))
            let file = try SentFile(lua: call.value(at: 2)).name
            guard case .table(let options) = try call.value(at: 3) else { return .nothing }
            let purpose = FileCheck.Purpose(
                newColumns: options["new_columns"] == true,
                allowed: Set(try [FindingKind]?(lua: options["allow"]) ?? []))
            let isWanted = options["check"] != false
            let timeout = try Duration(lua: call.value(at: 4))
            return .wait(
                .operation("checking \(spools.shown(file))") { context in
                    try await TaskStatus.$current.withValue(context) {
                        let name = Self.publish.signature.name
                        try await checkLocally(file, for: nil, call: name)
                        guard isWanted else { return }
                        try await compare(file, with: dataset, for: purpose, timeout: timeout, call: name)
                    }
                    return []
                })
        }
    }

    /// Raises an error for a check that found errors.
    private static func refuse(_ check: FileCheck, for call: String) throws {
        let errors = check.errors
        guard let first = errors.first else { return }
        let count = check.errorCount
        var error = ScriptError(
            .data, "\(call): " + (count == 1 ? "\(first)" : "\(count) problems, the first: \(first)"), call: call)
        let areColumns = errors.contains { [.missingColumn, .unknownColumn].contains($0.kind) }
        error.hint =
            areColumns && call == Self.publish.signature.name
            ? "Nothing was sent. If the columns are to change, give { new_columns = true }."
            : "Nothing was sent. " + (check.isOfRows ? "" : "govscript check-data lists everything; ")
                + "{ allow = { \"\(first.kind.rawValue)\" } } sends "
                + (check.isOfRows ? "the rows nevertheless." : "the file nevertheless.")
        error.details = count == 1 ? [] : errors.map(\.description)
        throw error
    }
}

extension Parameter<DatasetID?> {
    fileprivate static var checkedDataset: Self {
        .option(
            "dataset", DatasetID?.self,
            "The dataset that it is for: columns, types and rows are compared, as far as the service tells them.")
    }
}

extension Parameter<UploadMode> {
    fileprivate static var checkedMode: Self {
        .option("mode", default: UploadMode.replace, "Whether the file's rows replace the dataset's or are added.")
    }
}

extension Parameter<Bool> {
    fileprivate static var checkedColumns: Self {
        .option(
            "new_columns", default: false,
            "Whether the file may have other columns than the dataset whose rows it replaces.")
    }
}

extension Parameter<[FindingKind]?> {
    fileprivate static var madeWarnings: Self {
        .option("allow", [FindingKind]?.self, "Kinds of errors that are to be warnings, such as \"fewer-rows\".")
    }
}
