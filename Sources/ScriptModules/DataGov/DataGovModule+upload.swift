import ApiClients
import Catalogue
import LuaBridge
import Synchronization
import TerminalText
import Timekeeping

extension DataGovModule {
    /// Declared here, made of `replacement` in Lua, which writes rows to a file first.
    static let upload = Binding<DataGovModule>(
        "datagov.upload", "Uploads a CSV file, or rows, in the place of all rows of a dataset.",
        .dataset,
        .content("A CSV file, or its rows: a list or an iterator of tables."),
        .sendingTimeout,
        .rowColumns, .checkBeforehand, .allowedFindings,
        .backup,
        result: .init(Upload.shape, "For datagov.wait."), effect: .write, errors: [.data, .uncertain],
        example: exampleOf("upload"))

    /// Declared here, made of `addition` in Lua, which writes rows to a file first.
    static let append = Binding<DataGovModule>(
        "datagov.append", "Uploads a CSV file, or rows, that are added to a dataset.",
        .dataset,
        .content("A CSV file with the dataset's own columns, or its rows: a list or an iterator of tables."),
        .sendingTimeout,
        .rowColumns, .checkBeforehand, .allowedFindings,
        result: .init(Upload.shape, "For datagov.wait."), effect: .write, errors: [.data, .uncertain],
        example: """
            local dataset <const> = "d_2a1d6e7c8b9f40a3c4d5e6f7a8b91023"
            local rows = { { month = "2026-03", museum = "A Museum", visitors = 7 } }
            local columns = { "month", "museum", "visitors" }
            local upload = datagov.append(dataset, rows, { columns = columns })
            print(datagov.wait(upload, { timeout = 600 }).status)
            """)

    /// `replacement(dataset, file, options)`: sends a file, or spooled rows.
    static let replacement = Binding<DataGovModule>(
        "datagov.upload", "Uploads a CSV file that replaces all rows of a dataset.",
        .dataset,
        .required("file", SentFile.self, file: .read, "A CSV file."),
        .sendingTimeout,
        .checkBeforehand, .allowedFindings,
        .backup,
        returns: .record(Upload.shape, "For datagov.wait."), errors: [.data, .uncertain],
        example: "",
        write: Write(
            prepare: { module, _, dataset, file, timeout, _, _, backup in
                let start = module.services.time.now()
                if let backup { try await module.backUp(dataset, to: backup, timeout: timeout) }
                let rest = max(.milliseconds(1), timeout - (module.services.time.now() - start))
                return try await module.tellingWaits {
                    try await module.client.prepareUpload(dataset, path: file.name, timeout: rest)
                }
            },
            perform: { try await $0.perform($1, timeout: $2.time?.timeout) },
            settle: { try await $0.client.settle($1, timeout: $2?.timeout) },
            timeout: { _, _, timeout, _, _, _ in timeout },
            inTurn: { module, body, dataset, _, timeout, _, _, _ in
                try await module.tellingWaits {
                    try await module.client.inTurn(at: dataset, for: .replace, timeout: timeout, body)
                }
            },
            content: { module, form, _, file, _, _, _, _ in
                try await module.client.content(of: file.name, asSHA256: form == .sha256)
            },
            // Whether the columns are to change is not asked here: datagov.publish compares them.
            check: { module, _, file, _, check, allowed, _ in
                let purpose = FileCheck.Purpose(.replace, allowed: Set(allowed ?? []), judgesNames: false)
                try await module.checkLocally(file.name, for: check ? purpose : nil, call: "datagov.upload")
            },
            traits: WriteTraits(supersedes: true, hasSequel: true)))

    /// `addition(dataset, file, options)`: the same for rows that are added.
    static let addition = Binding<DataGovModule>(
        "datagov.append", "Uploads a CSV file whose rows are added to a dataset.",
        .dataset,
        .required("file", SentFile.self, file: .read, "A CSV file."),
        .sendingTimeout,
        .checkBeforehand, .allowedFindings,
        returns: .record(Upload.shape, "For datagov.wait."), errors: [.data, .uncertain],
        example: "",
        write: Write(
            prepare: { module, _, dataset, file, timeout, check, allowed in
                // In the dataset's turn: its columns are those that the rows will meet.
                if check {
                    let purpose = FileCheck.Purpose(.append, allowed: Set(allowed ?? []))
                    try await module.compare(
                        file.name, with: dataset, for: purpose, timeout: timeout, call: "datagov.append")
                }
                return try await module.tellingWaits {
                    try await module.client.prepareAppend(dataset, path: file.name, timeout: timeout)
                }
            },
            perform: { try await $0.perform($1, timeout: $2.time?.timeout) },
            settle: { try await $0.client.settle($1, timeout: $2?.timeout) },
            timeout: { _, _, timeout, _, _ in timeout },
            inTurn: { module, body, dataset, _, timeout, _, _ in
                try await module.tellingWaits {
                    try await module.client.inTurn(at: dataset, for: .append, timeout: timeout, body)
                }
            },
            content: { module, form, _, file, _, _, _ in
                try await module.client.content(of: file.name, asSHA256: form == .sha256)
            },
            check: { module, _, file, _, check, allowed in
                let purpose = FileCheck.Purpose(.append, allowed: Set(allowed ?? []), judgesNames: false)
                try await module.checkLocally(file.name, for: check ? purpose : nil, call: "datagov.append")
            },
            traits: WriteTraits(hasSequel: true)))

    /// Shows what a call waits for beside its task.
    func tellingWaits<Value: Sendable>(_ body: @Sendable () async throws -> Value) async throws -> Value {
        let task = TaskStatus.current
        return try await WaitWords.$current.withValue(WaitWords { task?.status = $0.visible }) { try await body() }
    }

    /// Downloads the present rows before they are replaced.
    ///
    /// Part of the preparation, so that a run which is resumed after the upload was sent keeps what was there before.
    private func backUp(_ dataset: DatasetID, to path: String, timeout: Duration) async throws {
        TaskStatus.current?.status = "downloading the present rows to \(path)"
        do {
            _ = try await download(dataset, to: path, timeout: timeout)
        } catch var error as ApiError {
            error.message = "the present rows could not be backed up: \(error.message)"
            error.call = "datagov.upload"
            error.hint =
                "Nothing was sent. " + (error.hint ?? "Without { backup = … } the rows are replaced all the same.")
            throw error
        }
    }

    private func perform(_ intent: UploadIntent, timeout: Duration?) async throws -> Upload {
        let task = TaskStatus.current
        let words = TransferWords(name: spools.shown(intent.path), size: intent.file.size)
        task?.status = "sending \(words.name)"
        let start = Mutex<BootInstant?>(nil)
        let time = services.time
        return try await client.perform(intent, timeout: timeout) { sent in
            let now = time.now()
            // An attempt that was given up began with other bytes.
            let begun = start.withLock { start in
                if sent <= Int64(FileBody.chunkSize) { start = now }
                return start ?? now
            }
            task?.status = words.text(sent: sent, after: now - begun)
        }
    }

    private static func exampleOf(_ function: String) -> String {
        """
        local columns = { "short_url", "long_url", "created_at" }
        local rows <close> = csv.writer("out.csv", columns)
        rows:write({ "a", "https://www.example.gov.sg", "2026-01-31" })
        rows:close()
        local upload = datagov.\(function)("d_1f0c5d6b7a8e49f2b3c4d5e6f7a80912", "out.csv")
        print(datagov.wait(upload, { timeout = 600 }).status)
        """
    }
}
