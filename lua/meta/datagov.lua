---@meta
-- Made by `govscript docs` from the functions' declarations; changes here are lost.

---Datasets of data.gov.sg: publishing, and reading what is published.
---@class datagov
datagov = {}

---@class datagov.Account
---@field userId string The user's number, as text.
---@field email string The user's address.

---@class datagov.Change
---@field before table<string, string> The dataset's row, by column.
---@field after table<string, string> The file's row, by column.
---@field columns string[] The columns whose values differ.

---@class datagov.Check
---@field ok boolean True if there are no errors.
---@field errors integer How many errors there are.
---@field warnings integer How many warnings.
---@field counts datagov.FindingCount[] Every kind in every column, counted; errors first.
---@field findings datagov.Finding[] One by one, errors first; the first 20 of each kind in each column.
---@field problems datagov.Finding[] The findings that are errors.
---@field rows integer Rows after the header, as csv.rows counts them.
---@field rows_before? integer Rows that the dataset has, where they would be replaced and are known.
---@field columns string[] The names in the header.

---@class datagov.Column
---@field name string Its name in the file.
---@field title? string Its name for people.
---@field dataType? string The service's word for its type.

---@class datagov.Dataset
---@field datasetId string d_ and 32 hexadecimal digits.
---@field name? string Its title.
---@field status? string The service's word for its state.
---@field format? string CSV, GEOJSON and so on.
---@field createdAt? string When it was made.
---@field lastUpdatedAt? string When it was last updated.
---@field managedByAgencyName? string The agency that manages it.
---@field coverageStart? string Start of the period covered.
---@field coverageEnd? string End of the period covered.

---@class datagov.Diff
---@field added integer How many rows only the file has.
---@field removed integer How many rows only the dataset has.
---@field changed integer How many rows have the same key and other values.
---@field same integer How many rows are the same.
---@field added_rows table<string, string>[] The rows that only the file has, by column.
---@field removed_rows table<string, string>[] The rows that only the dataset has, by column.
---@field changed_rows datagov.Change[] The rows with other values.
---@field new_columns string[] The columns that only the file has; they are not compared.
---@field lost_columns string[] The columns that only the dataset has; they are not compared.

---@class datagov.Finding
---@field kind string What it is, such as ragged-row; see: help data.
---@field severity string error or warning.
---@field line? integer The line, from 1, or the row's number without a file; nil for all of it.
---@field column? string The column's name, where there is one to blame.
---@field field? integer The column's number, from 1.
---@field value? string What stands there, shortened.
---@field message string What is wrong, and what to do.
---@field text string All of that in one line, with the place.

---@class datagov.FindingCount
---@field kind string What it is, such as ragged-row; see: help data.
---@field severity string error or warning.
---@field column? string The column's name, where there is one to blame.
---@field count integer How many there are in the whole file.
---@field line? integer The line of the first.
---@field message string How many, and where the first are.
---@field text string The column and the message in one line.

---@class datagov.Metadata
---@field name? string Its title.
---@field format? string CSV, GEOJSON and so on.
---@field lastUpdatedAt? string When it was last updated.
---@field datasetSize? integer Bytes.
---@field columns datagov.Column[] Its columns in order; empty if the service describes none.

---@class datagov.Status
---@field status string INGESTION_SUCCESS, PENDING_VALIDATION, … as the service says it.
---@field finished boolean Whether nothing is in progress.
---@field errors string[] What the service reported.

---@class datagov.Upload
---@field dataset string The dataset's id.
---@field mode "replace"|"append" replace or append.
---@field size integer Bytes of the file.
---@field rows integer Lines of the file after its header.
---@field receipt string For datagov.wait; keep it as it is.

---@class datagov.WhoamiOptions
---@field timeout? number Seconds for the whole call. If left out, waiting for the rate limit does not count. Default 120.

---@class datagov.UploadOptions
---@field timeout? number Seconds for the whole call, including the waits for an earlier ingestion and for the rate limit. Default 3600.
---@field columns? string[] The columns of rows in order; if left out, the fields of the first row as csv.write has them.
---@field check? boolean Whether to check the file first and to refuse it for errors; see datagov.check. Default true.
---@field allow? string[] Kinds of errors that do not matter, such as "fewer-rows".
---@field backup? string Where the present rows are downloaded to first; nothing is sent if that fails. See datagov.restore.

---@class datagov.AppendOptions
---@field timeout? number Seconds for the whole call, including the waits for an earlier ingestion and for the rate limit. Default 3600.
---@field columns? string[] The columns of rows in order; if left out, the fields of the first row as csv.write has them.
---@field check? boolean Whether to check the file first and to refuse it for errors; see datagov.check. Default true.
---@field allow? string[] Kinds of errors that do not matter, such as "fewer-rows".

---@class datagov.StatusOptions
---@field timeout? number Seconds for the whole call. If left out, waiting for the rate limit does not count. Default 120.

---@class datagov.WaitOptions
---@field timeout? number Seconds to wait, for all of a list together. Default 3600.
---@field on_status? function Called with each new status and its dataset's id; the first may be that of an earlier ingestion.

---@class datagov.CheckOptions
---@field dataset? string The dataset that it is for: columns, types and rows are compared, as far as the service tells them.
---@field mode? "replace"|"append" Whether the file's rows replace the dataset's or are added. Default "replace".
---@field new_columns? boolean Whether the file may have other columns than the dataset whose rows it replaces. Default false.
---@field allow? string[] Kinds of errors that are to be warnings, such as "fewer-rows".
---@field timeout? number Seconds for the whole call. If left out, waiting for the rate limit does not count. Default 120.
---@field columns? string[] The columns of rows in order; if left out, the fields of the first row as csv.write has them.

---@class datagov.DatasetsOptions
---@field page? integer Which page, from 1. Default 1.
---@field timeout? number Seconds for the whole call. If left out, waiting for the rate limit does not count. Default 120.

---@class datagov.MetadataOptions
---@field timeout? number Seconds for the whole call. If left out, waiting for the rate limit does not count. Default 120.

---@class datagov.RowsOptions
---@field q? string Words that a row must hold.
---@field filters? table<string, any> Values that columns must have, by column.
---@field sort? string Columns to sort by, such as "year desc".
---@field limit? integer How many rows at most; all if left out.
---@field fields? string[] The columns that rows have; all if left out.

---@class datagov.DownloadOptions
---@field timeout? number Seconds to wait for the file, and for its transfer. Default 600.

---@class datagov.PublishOptions
---@field timeout? number Seconds for the whole call, including the wait for an earlier ingestion. Default 3600.
---@field columns? string[] The columns of rows in order; if left out, the fields of the first row as csv.write has them.
---@field new_columns? boolean Whether the file may have other columns than the dataset. Default false.
---@field check? boolean Whether to check the file first and to refuse it for errors; see datagov.check. Default true.
---@field allow? string[] Kinds of errors that do not matter, such as "fewer-rows".
---@field backup? string Where the present rows are downloaded to before they are replaced; nothing is sent if that fails.

---@class datagov.RestoreOptions
---@field timeout? number Seconds for the whole call, including the wait for an earlier ingestion. Default 3600.

---@class datagov.DiffOptions
---@field key? string|string[] The column, or the columns, that tell a row from the others; if left out, whole rows are compared.
---@field limit? integer How many rows of each sort are returned; all are counted. Default 1000.
---@field timeout? number Seconds for the download of the dataset. Default 600.
---@field columns? string[] The columns of rows in order; if left out, the fields of the first row as csv.write has them.

---Returns the account that the key belongs to.
---
---```lua
---print(datagov.whoami().email)
---```
---@async
---@param options? datagov.WhoamiOptions
---@return datagov.Account
function datagov.whoami(options) end

---Uploads a CSV file, or rows, in the place of all rows of a dataset.
---
---Errors: data, uncertain.
---
---```lua
---local columns = { "short_url", "long_url", "created_at" }
---local rows <close> = csv.writer("out.csv", columns)
---rows:write({ "a", "https://www.example.gov.sg", "2026-01-31" })
---rows:close()
---local upload = datagov.upload("d_1f0c5d6b7a8e49f2b3c4d5e6f7a80912", "out.csv")
---print(datagov.wait(upload, { timeout = 600 }).status)
---```
---@async
---@param dataset string Its id, d_ and 32 hexadecimal digits, or its page's URL.
---@param file string|any[]|fun(): any A CSV file, or its rows: a list or an iterator of tables.
---@param options? datagov.UploadOptions
---@return datagov.Upload # For datagov.wait.
function datagov.upload(dataset, file, options) end

---Uploads a CSV file, or rows, that are added to a dataset.
---
---Errors: data, uncertain.
---
---```lua
---local dataset <const> = "d_2a1d6e7c8b9f40a3c4d5e6f7a8b91023"
---local rows = { { month = "2026-03", museum = "A Museum", visitors = 7 } }
---local columns = { "month", "museum", "visitors" }
---local upload = datagov.append(dataset, rows, { columns = columns })
---print(datagov.wait(upload, { timeout = 600 }).status)
---```
---@async
---@param dataset string Its id, d_ and 32 hexadecimal digits, or its page's URL.
---@param file string|any[]|fun(): any A CSV file with the dataset's own columns, or its rows: a list or an iterator of tables.
---@param options? datagov.AppendOptions
---@return datagov.Upload # For datagov.wait.
function datagov.append(dataset, file, options) end

---Returns the status of a dataset's last ingestion, which may be an earlier upload's.
---
---```lua
---print(datagov.status("d_1f0c5d6b7a8e49f2b3c4d5e6f7a80912").status)
---```
---@async
---@param dataset string Its id, d_ and 32 hexadecimal digits, or its page's URL.
---@param options? datagov.StatusOptions
---@return datagov.Status
function datagov.status(dataset, options) end

---Waits until ingestions have ended, and raises an error if one failed.
---
---Errors: ingestion, timeout, uncertain.
---
---```lua
---local dataset <const> = "d_1f0c5d6b7a8e49f2b3c4d5e6f7a80912"
---local status = datagov.wait(dataset, {
---  on_status = function(status) print(status.status) end,
---})
---print(status.status)
---```
---@async
---@param upload datagov.Upload|string|(datagov.Upload|string)[] What datagov.upload or datagov.append returned, a dataset's id, or a list of these.
---@param options? datagov.WaitOptions
---@return datagov.Status|datagov.Status[] # The last status; of a list, a list in its order.
function datagov.wait(upload, options) end

---Checks a whole CSV file, or rows, before they are sent: encoding, header, rows, values, and the dataset they are for.
---
---Errors: permission, data.
---
---```lua
---fs.write("rows.csv", "month,museum,visitors\n2026-03,A Museum,N/A\n")
---local dataset <const> = "d_2a1d6e7c8b9f40a3c4d5e6f7a8b91023"
---local check = datagov.check("rows.csv", { dataset = dataset })
---for _, count in ipairs(check.counts) do print(count.text) end
---for _, finding in ipairs(check.findings) do print(finding.text) end
---```
---@async
---@param file string|any[]|fun(): any A CSV file, or its rows: a list or an iterator of tables.
---@param options? datagov.CheckOptions
---@return datagov.Check
function datagov.check(file, options) end

---Returns one page of all published datasets.
---
---```lua
---local page, pages = datagov.datasets()
---print(page[1].name, pages)
---```
---@async
---@param options? datagov.DatasetsOptions
---@return datagov.Dataset[] # The datasets.
---@return integer pages How many pages there are.
function datagov.datasets(options) end

---Returns a dataset's entry in the public catalogue, with its columns.
---
---Errors: not_found.
---
---```lua
---local dataset = datagov.metadata("d_1f0c5d6b7a8e49f2b3c4d5e6f7a80912")
---for _, column in ipairs(dataset.columns) do
---  print(column.name, column.dataType)
---end
---```
---@async
---@param dataset string Its id, d_ and 32 hexadecimal digits, or its page's URL.
---@param options? datagov.MetadataOptions
---@return datagov.Metadata
function datagov.metadata(dataset, options) end

---Iterates over the rows of a published dataset. No key is needed.
---
---Errors: not_found, rejected.
---
---```lua
---local dataset <const> = "d_2a1d6e7c8b9f40a3c4d5e6f7a8b91023"
---for row in datagov.rows(dataset, { filters = { month = "2026-01" } }) do
---  print(row.museum, row.visitors)
---end
---```
---@param dataset string Its id, d_ and 32 hexadecimal digits, or its page's URL.
---@param options? datagov.RowsOptions
---@return fun(): table<string, any>? # A table by column; empty values are left out, and numbers may come as strings.
function datagov.rows(dataset, options) end

---Downloads a published dataset to a file. No key is needed.
---
---Errors: not_found, timeout, data, permission.
---
---```lua
---local dataset <const> = "d_2a1d6e7c8b9f40a3c4d5e6f7a8b91023"
---print(datagov.download(dataset, "visitors.csv") > 0)
---```
---@async
---@param dataset string Its id, d_ and 32 hexadecimal digits, or its page's URL.
---@param file string Where to; the file appears when it is complete.
---@param options? datagov.DownloadOptions
---@return integer # The file's size in bytes.
function datagov.download(dataset, file, options) end

---Checks a file as datagov.check does, replaces a dataset's rows with it and waits for the ingestion.
---
---Errors: data, ingestion, timeout, uncertain.
---
---```lua
---local columns = { "short_url", "long_url", "created_at" }
---local rows <close> = csv.writer("out.csv", columns)
---rows:write({ "a", "https://www.example.gov.sg", "2026-01-31" })
---rows:close()
---print(datagov.publish("d_1f0c5d6b7a8e49f2b3c4d5e6f7a80912", "out.csv").status)
---```
---@async
---@param dataset string Its id, d_ and 32 hexadecimal digits, or its page's URL.
---@param file string|any[]|fun(): any A CSV file, or its rows: a list or an iterator of tables.
---@param options? datagov.PublishOptions
---@return datagov.Status
function datagov.publish(dataset, file, options) end

---Replaces a dataset's rows with those of a backup and waits for the ingestion.
---
---Errors: data, ingestion, timeout, uncertain.
---
---```lua
---local dataset <const> = "d_2a1d6e7c8b9f40a3c4d5e6f7a8b91023"
---datagov.download(dataset, "before.csv")
---print(datagov.restore(dataset, "before.csv").status)
---```
---@async
---@param dataset string Its id, d_ and 32 hexadecimal digits, or its page's URL.
---@param file string What { backup = … } or datagov.download has written.
---@param options? datagov.RestoreOptions
---@return datagov.Status
function datagov.restore(dataset, file, options) end

---Compares a dataset's rows with those of a CSV file, or with rows, however many; sends nothing.
---
---Errors: data, not_found, timeout, permission.
---
---```lua
---local dataset <const> = "d_2a1d6e7c8b9f40a3c4d5e6f7a8b91023"
---datagov.download(dataset, "rows.csv")
---local key = { "month", "museum" }
---local diff = datagov.diff(dataset, "rows.csv", { key = key })
---print(diff.added, diff.removed, diff.changed)
---```
---@async
---@param dataset string Its id, d_ and 32 hexadecimal digits, or its page's URL.
---@param file string|any[]|fun(): any A CSV file, or its rows: a list or an iterator of tables.
---@param options? datagov.DiffOptions
---@return datagov.Diff
function datagov.diff(dataset, file, options) end
