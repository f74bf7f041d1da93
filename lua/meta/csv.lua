---@meta
-- Made by `govscript docs` from the functions' declarations; changes here are lost.

---Tables in files, row by row, however long they are.
---@class csv
csv = {}

---@class csv.Writer
local Writer = {}

---@class csv.RowsOptions
---@field separator? string What stands between two fields: one character; "auto" finds it and says what it is, if no comma. Default "auto".
---@field header? boolean Whether the first row names the fields; without, rows are lists. Default true.
---@field columns? string[] The fields that rows have, which saves time; all without it.
---@field types? table<string, "string"|"integer"|"number"|"boolean"> What fields become, by name, if not strings; an empty one is nil then.
---@field encoding? string "auto" is UTF-8, or UTF-16 that shows itself; else a name such as "windows-1252"; "bytes" for any. Default "auto".

---@class csv.WriterOptions
---@field append? boolean Whether to add to a file that is there; its columns must be the same. Default false.
---@field separator? string What stands between two fields: one character. Default ",".
---@field crlf? boolean Whether lines end as in Windows; a file that is added to keeps its own ends. Default false.
---@field bom? boolean Whether a new file begins with the mark by which Excel knows UTF-8. Default false.

---@class csv.CopyOptions
---@field columns? (string|string[])[] Which columns, in order: their names, or { name, new name } to rename one; all without it.
---@field where? table<string, string|string[]> Rows are copied if these columns have these texts: one, or one of a list, by column name.
---@field separator? string What stands between two fields of the file to read. Default "auto".
---@field encoding? string How the file to read is written; see csv.rows. Default "auto".
---@field crlf? boolean Whether lines end as in Windows. Default false.
---@field bom? boolean Whether the file begins with the mark by which Excel knows UTF-8. Default false.

---Reads a CSV file row by row; the header gives the names of the fields.
---
---Errors: data, permission.
---
---```lua
---local out <close> = csv.writer("names.csv", { "name", "year" })
---out:write({ name = "Ada", year = 1815 })
---out:close()
---for row in csv.rows("names.csv", { types = { year = "integer" } }) do print(row.name, row.year + 1) end
---```
---@param path string The file; RFC 4180.
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
---@param path string The file. It appears, or takes the old one's place, when the writer is closed.
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
---print(csv.copy("all.csv", "paris.csv", { columns = { { "id", "number" } }, where = { city = "Paris" } }))
---```
---@param from string The file to read; it has a header.
---@param to string The file to write, in UTF-8; it takes an old one's place when it is whole.
---@param options? csv.CopyOptions
---@return integer # How many rows were copied, without the header.
function csv.copy(from, to, options) end

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

---Hands what was written so far to the system.
---
---Errors: data.
---
---```lua
---local out <close> = csv.writer("a.csv", { "a" })
---out:flush()
---```
function Writer:flush() end

---Ends the file; a <close> variable does it by itself.
---
---Errors: data.
---
---```lua
---local out = csv.writer("a.csv", { "a" })
---out:close()
---```
function Writer:close() end
