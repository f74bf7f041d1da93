---@meta
-- Made by `govscript docs` from the functions' declarations; changes here are lost.

---CSV files: row by row, however long, or as a whole.
---@class csv
csv = {}

---@class csv.Writer
local Writer = {}

---@class csv.RowsOptions
---@field separator? string The separator between two fields: one character; "auto" finds it and says what it is, if no comma. Default "auto".
---@field header? boolean Whether the first row names the fields; if not, rows are lists. Default true.
---@field columns? string[] The fields that rows have, which saves time; all if left out.
---@field types? table<string, "string"|"integer"|"number"|"boolean"> What fields become, by name, if not strings; an empty one is nil then.
---@field encoding? string "auto" is UTF-8, or UTF-16 that shows itself; else a name such as "windows-1252"; "bytes" for any. Default "auto".

---@class csv.WriterOptions
---@field append? boolean Whether to add to an existing file, which must have the same columns. Default false.
---@field separator? string The separator between two fields: one character. Default ",".
---@field crlf? boolean Whether lines end with CRLF, as on Windows; an existing file keeps its own. Default false.
---@field bom? boolean Whether a new file begins with the mark by which Excel knows UTF-8. Default false.

---@class csv.CopyOptions
---@field columns? (string|string[])[] Which columns, in order: their names, or { name, new name } to rename one; all if left out.
---@field where? table<string, string|string[]> Rows are copied if these columns have these texts: one, or one of a list, by column name.
---@field separator? string What stands between two fields of the file to read. Default "auto".
---@field encoding? string How the file to read is written; see csv.rows. Default "auto".
---@field to_separator? string What stands between two fields of the copy; as in the file to read if left out.
---@field crlf? boolean Whether lines end as in Windows. Default false.
---@field bom? boolean Whether the file begins with the mark by which Excel knows UTF-8. Default false.

---@class csv.ReadOptions
---@field separator? string The separator between two fields: one character; "auto" finds it and says what it is, if no comma. Default "auto".
---@field header? boolean Whether the first row names the fields; if not, rows are lists. Default true.
---@field columns? string[] The fields that rows have, which saves time; all if left out.
---@field types? table<string, "string"|"integer"|"number"|"boolean"> What fields become, by name, if not strings; an empty one is nil then.
---@field encoding? string "auto" is UTF-8, or UTF-16 that shows itself; else a name such as "windows-1252"; "bytes" for any. Default "auto".

---@class csv.WriteOptions
---@field header? string[] The columns in order, other fields are left out; if not given, the fields of the first row, those of records such as links in the order of the reference, others by name.
---@field separator? string The separator between two fields: one character. Default ",".
---@field crlf? boolean Whether lines end with CRLF, as on Windows. Default false.

---Reads a CSV file row by row; the header gives the names of the fields.
---
---Errors: data, permission.
---
---```lua
---local out <close> = csv.writer("names.csv", { "name", "year" })
---out:write({ name = "Ada", year = 1815 })
---out:close()
---for row in csv.rows("names.csv", { types = { year = "integer" } }) do
---  print(row.name, row.year + 1)
---end
---```
---@param path string The file; RFC 4180, also packed by gzip.
---@param options? csv.RowsOptions
---@return fun(): table<string, any>?, string # A table of strings by field name, and where the row stands: names.csv:12.
function csv.rows(path, options) end

---Writes a CSV file row by row.
---
---Errors: data, permission.
---
---```lua
---local out <close> = csv.writer("names.csv", { "name", "year" })
---out:write({ name = "Ada", year = 1815 })
---```
---@param path string The file, packed by gzip if its name ends with .gz. It appears, or replaces the old one, when the writer is closed.
---@param columns string[] The names of the columns, in order.
---@param options? csv.WriterOptions
---@return csv.Writer # The writer.
function csv.writer(path, columns, options) end

---Copies a CSV file, or some of its columns and rows, without its fields becoming Lua values.
---
---Errors: data, permission.
---
---```lua
---fs.write("all.csv", "id,city\n1,Paris\n2,Rome\n")
---local what = { columns = { { "id", "number" } }, where = { city = "Paris" } }
---print(csv.copy("all.csv", "paris.csv", what))
---```
---@param from string The file to read; it has a header, and may be packed by gzip.
---@param to string The file to write, in UTF-8, packed by gzip if its name ends with .gz; it takes an old one's place when it is whole.
---@param options? csv.CopyOptions
---@return integer # How many rows were copied, without the header.
function csv.copy(from, to, options) end

---Reads a whole CSV file of at most 100,000 rows into a list.
---
---Errors: data, permission.
---
---```lua
---csv.write("names.csv", { { name = "Ada", year = 1815 } })
---print(#csv.read("names.csv"), csv.read("names.csv")[1].name)
---```
---@param path string The file; RFC 4180, also packed by gzip.
---@param options? csv.ReadOptions
---@return table<string, any>[] # The rows, each a table by field name.
function csv.read(path, options) end

---Writes rows to a CSV file, which appears or is replaced as a whole.
---
---Errors: data, permission.
---
---```lua
---csv.write("links.csv", links.list(), { header = { "shortUrl", "longUrl" } })
---print(csv.write("names.csv", { { name = "Ada", year = 1815 } }))
---```
---@param path string The file, packed by gzip if its name ends with .gz.
---@param rows any[]|fun(): any A list or an iterator of tables: records by field name, or lists.
---@param options? csv.WriteOptions
---@return integer # How many rows were written.
function csv.write(path, rows, options) end

---Adds a row.
---
---Errors: data.
---
---```lua
---local out <close> = csv.writer("a.csv", { "a" })
---out:write({ a = 1 })
---```
---@param row table Values by column name, or a list in the order of the columns.
function Writer:write(row) end

---Writes the rows so far to the file.
---
---Errors: data.
---
---```lua
---local out <close> = csv.writer("a.csv", { "a" })
---out:flush()
---```
function Writer:flush() end

---Completes the file; a <close> variable does it automatically.
---
---Errors: data.
---
---```lua
---local out = csv.writer("a.csv", { "a" })
---out:close()
---```
function Writer:close() end
