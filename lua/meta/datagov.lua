---@meta
-- Made by `govscript docs` from the functions' declarations; changes here are lost.

---Datasets of data.gov.sg: publishing, and reading what is published.
---@class datagov
datagov = {}

---@class datagov.Account
---@field userId string The user's number, as text.
---@field email string The user's address.

---@class datagov.Check
---@field ok boolean True if there are no problems.
---@field problems datagov.Problem[] The problems, the first 1000.
---@field rows integer Rows after the header, as far as was read.
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

---@class datagov.Metadata
---@field name? string Its title.
---@field format? string CSV, GEOJSON and so on.
---@field lastUpdatedAt? string When it was last updated.
---@field datasetSize? integer Bytes.
---@field columns datagov.Column[] Its columns in order; empty if the service describes none.

---@class datagov.Problem
---@field line? integer The line, from 1; nil where it is the file as a whole.
---@field column? string The column's name, where there is one to blame.
---@field message string What is wrong.
---@field text string All of that in one line.

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
---@field timeout? number Seconds for the whole call; waiting for the rate limit counts only if they are given here. Default 120.

---@class datagov.UploadOptions
---@field timeout? number Seconds for the whole call, including the waits for an earlier ingestion and for the rate limit. Default 3600.

---@class datagov.AppendOptions
---@field timeout? number Seconds for the whole call, including the waits for an earlier ingestion and for the rate limit. Default 3600.

---@class datagov.StatusOptions
---@field timeout? number Seconds for the whole call; waiting for the rate limit counts only if they are given here. Default 120.

---@class datagov.WaitOptions
---@field timeout? number Seconds to wait. Default 3600.

---@class datagov.CheckOptions
---@field dataset? string The dataset that it is for; the columns are compared if the service lists them.
---@field new_columns? boolean Whether the file may have other columns than the dataset. Default false.
---@field timeout? number Seconds for the whole call; waiting for the rate limit counts only if they are given here. Default 120.

---@class datagov.DatasetsOptions
---@field page? integer Which page, from 1. Default 1.
---@field timeout? number Seconds for the whole call; waiting for the rate limit counts only if they are given here. Default 120.

---@class datagov.MetadataOptions
---@field timeout? number Seconds for the whole call; waiting for the rate limit counts only if they are given here. Default 120.

---@class datagov.RowsOptions
---@field q? string Words that a row must hold.
---@field filters? table<string, any> Values that columns must have, by column.
---@field sort? string Columns to sort by, such as "year desc".
---@field limit? integer How many rows at most; all if left out.

---@class datagov.DownloadOptions
---@field timeout? number Seconds to wait for the file, and for its transfer. Default 600.

---@class datagov.PublishOptions
---@field timeout? number Seconds for the whole call, including the wait for an earlier ingestion. Default 3600.
---@field new_columns? boolean Whether the file may have other columns than the dataset. Default false.

---Returns the account that the key belongs to.
---
---```lua
---print(datagov.whoami().email)
---```
---@async
---@param options? datagov.WhoamiOptions
---@return datagov.Account
function datagov.whoami(options) end

---Uploads a CSV file that replaces all rows of a dataset.
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
---@param file string A CSV file.
---@param options? datagov.UploadOptions
---@return datagov.Upload # For datagov.wait.
function datagov.upload(dataset, file, options) end

---Uploads a CSV file whose rows are added to a dataset.
---
---Errors: data, uncertain.
---
---```lua
---local columns = { "short_url", "long_url", "created_at" }
---local rows <close> = csv.writer("out.csv", columns)
---rows:write({ "a", "https://www.example.gov.sg", "2026-01-31" })
---rows:close()
---local upload = datagov.append("d_1f0c5d6b7a8e49f2b3c4d5e6f7a80912", "out.csv")
---print(datagov.wait(upload, { timeout = 600 }).status)
---```
---@async
---@param dataset string Its id, d_ and 32 hexadecimal digits, or its page's URL.
---@param file string A CSV file with the dataset's own columns.
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

---Waits until an ingestion has ended, and raises an error if it failed.
---
---Errors: ingestion, timeout, uncertain.
---
---```lua
---print(datagov.wait("d_1f0c5d6b7a8e49f2b3c4d5e6f7a80912").status)
---```
---@async
---@param upload datagov.Upload|string What datagov.upload or datagov.append returned, or a dataset's id.
---@param options? datagov.WaitOptions
---@return datagov.Status
function datagov.wait(upload, options) end

---Checks a CSV file before it is sent: encoding, header, fields of each row, size, the dataset's columns.
---
---Errors: permission, data.
---
---```lua
---fs.write("rows.csv", "short_url,Long URL\na,https://www.example.gov.sg\nb\n")
---local dataset <const> = "d_1f0c5d6b7a8e49f2b3c4d5e6f7a80912"
---local check = datagov.check("rows.csv", { dataset = dataset })
---for _, problem in ipairs(check.problems) do print(problem.text) end
---```
---@async
---@param file string A CSV file.
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

---Checks a file, replaces a dataset's rows with it and waits for the ingestion.
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
---@param file string A CSV file.
---@param options? datagov.PublishOptions
---@return datagov.Status
function datagov.publish(dataset, file, options) end
