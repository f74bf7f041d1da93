---@meta
-- Made by `govscript docs` from the functions' declarations; changes here are lost.

---Rows of any source: renamed, filtered, sorted, joined and compared.
---@class tables
tables = {}

---@class tables.Change
---@field change string added, removed or changed.
---@field key string The key, as text.
---@field columns string[] The columns that differ; none for added and removed.
---@field before? table<string, any> The old row; nil if it was added.
---@field after? table<string, any> The new row; nil if it was removed.

---@class tables.SortOptions
---@field descending? boolean Whether the largest comes first. Default false.
---@field as_numbers? boolean Whether texts that are numbers are compared as such, as those of a CSV file. Default false.

---@class tables.DedupOptions
---@field key? string|string[]|fun(row: any, place: string): any The column, a list of columns, or a function that gives a row's key; all columns if left out.
---@field on_duplicate? "drop"|"error" "drop" leaves the others out; "error" raises an error that names both places. Default "drop".

---@class tables.JoinOptions
---@field right_key? string|string[]|fun(row: any, place: string): any The key of the other table, if it has another name there.
---@field how? "inner"|"left" "inner" gives rows that have another only; "left" gives all, with empty texts where there is none. Default "inner".

---Renames columns.
---
---Errors: data.
---
---```lua
---local people = { { name = "Ada", yr = 1815 } }
---for person in tables.rename(people, { yr = "year" }) do
---  print(person.name, person.year)
---end
---```
---@param rows any[]|fun(): any An iterator such as csv.rows(path), one that another of these functions has made, or a list.
---@param names table<string, string> The new names by the old ones.
---@return fun(): table<string, any>?, string # An iterator over the rows, each with its place.
function tables.rename(rows, names) end

---Removes columns.
---
---Errors: data.
---
---```lua
---for row in tables.drop({ { a = 1, b = 2 } }, { "b" }) do
---  print(row.a, row.b)
---end
---```
---@param rows any[]|fun(): any An iterator such as csv.rows(path), one that another of these functions has made, or a list.
---@param columns string[] Their names.
---@return fun(): table<string, any>?, string # An iterator over the rows, each with its place.
function tables.drop(rows, columns) end

---Makes a new row from each row.
---
---Errors: data.
---
---```lua
---local function squared(row) return { n = row.n, square = row.n ^ 2 } end
---for row in tables.map({ { n = 2 } }, squared) do
---  print(row.n, row.square)
---end
---```
---@param rows any[]|fun(): any An iterator such as csv.rows(path), one that another of these functions has made, or a list.
---@param fn function Called with the row and its place; returns the new row.
---@return fun(): table<string, any>?, string # An iterator over the rows, each with its place.
function tables.map(rows, fn) end

---Keeps the rows for which a function returns true.
---
---Errors: data.
---
---```lua
---local people = { { name = "Ada", year = 1815 }, { name = "Al", year = 1912 } }
---local function is_late(row) return row.year > 1900 end
---for person in tables.filter(people, is_late) do print(person.name) end
---```
---@param rows any[]|fun(): any An iterator such as csv.rows(path), one that another of these functions has made, or a list.
---@param fn function Called with the row and its place; whether to keep it.
---@return fun(): table<string, any>?, string # An iterator over the rows, each with its place.
function tables.filter(rows, fn) end

---Sorts rows, however many: what does not fit into memory goes to a temporary file. Rows with equal keys stay in their order.
---
---Errors: data.
---
---```lua
---local rows = { { name = "b", clicks = "10" }, { name = "a", clicks = "9" } }
---for row in tables.sort(rows, "clicks", { as_numbers = true }) do
---  print(row.name)
---end
---```
---@param rows any[]|fun(): any An iterator such as csv.rows(path), one that another of these functions has made, or a list.
---@param key string|string[]|fun(row: any, place: string): any The column, a list of columns, or a function that gives a row's key. Nothing comes first, then booleans, numbers, and texts by their bytes.
---@param options? tables.SortOptions
---@return fun(): table<string, any>?, string # An iterator over the rows, each with its place.
function tables.sort(rows, key, options) end

---Keeps the first row of each key. All keys are held in memory.
---
---Errors: data.
---
---```lua
---local rows = { { id = 1, city = "Rome" }, { id = 1, city = "Roma" } }
---for row in tables.dedup(rows, { key = "id" }) do print(row.id, row.city) end
---```
---@param rows any[]|fun(): any An iterator such as csv.rows(path), one that another of these functions has made, or a list.
---@param options? tables.DedupOptions
---@return fun(): table<string, any>?, string # An iterator over the rows, each with its place.
function tables.dedup(rows, options) end

---Adds the columns of another table to each row, matched by key. The other table is held in memory.
---
---Errors: data.
---
---```lua
---local slugs = { { slug = "a", owner = "7" } }
---local owners = { { id = 7, name = "Ada" } }
---for row in tables.join(slugs, owners, "owner", { right_key = "id" }) do
---  print(row.slug, row.name)
---end
---```
---@param rows any[]|fun(): any An iterator such as csv.rows(path), one that another of these functions has made, or a list.
---@param others any[]|fun(): any The other table; each key is there once.
---@param key string|string[]|fun(row: any, place: string): any The column, a list of columns, or a function that gives a row's key. 7 and "7" are one key.
---@param options? tables.JoinOptions
---@return fun(): table<string, any>?, string # An iterator over the rows, each with its place.
function tables.join(rows, others, key, options) end

---Compares two tables by key. The first one is held in memory.
---
---Errors: data.
---
---```lua
---local old = { { id = 1, city = "Roma" } }
---local new = { { id = 1, city = "Rome" }, { id = 2, city = "Oslo" } }
---for change in tables.diff(old, new, "id") do
---  print(change.change, change.key, table.concat(change.columns, " "))
---end
---```
---@param before any[]|fun(): any The old rows.
---@param after any[]|fun(): any The new rows.
---@param key string|string[]|fun(row: any, place: string): any The column, a list of columns, or a function that gives a row's key; keys must be unique.
---@return fun(): tables.Change? # An iterator over what differs, with the place of the row as its second value: what is added or changed, in the new order, then what is removed.
function tables.diff(before, after, key) end
