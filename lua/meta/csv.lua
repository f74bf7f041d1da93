---@meta
-- Made by `govscript docs` from the functions' declarations; changes here are lost.

---Tables in files, row by row, however long they are.
---@class csv
csv = {}

---@class csv.Writer
local Writer = {}

---@class csv.RowsOptions
---@field separator? string What stands between two fields: one character. Default ",".
---@field header? boolean Whether the first row names the fields; without, rows are lists. Default true.

---@class csv.WriterOptions
---@field append? boolean Whether to add to a file that is there; its columns must be the same. Default false.
---@field separator? string What stands between two fields: one character. Default ",".
---@field crlf? boolean Whether lines end as in Windows. Default false.

---Reads a CSV file row by row; the header gives the names of the fields.
---
---Errors: data, permission.
---
---```lua
---local out <close> = csv.writer("names.csv", { "name" })
---out:write({ name = "Ada" })
---out:close()
---for row in csv.rows("names.csv") do print(row.name) end
---```
---@param path string The file; RFC 4180 in UTF-8.
---@param options? csv.RowsOptions
---@return fun(): table<string, string>?, string # A table of strings by field name, and where the row stands: names.csv:12.
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
