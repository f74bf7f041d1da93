---@meta
-- Made by `govscript docs` from the functions' declarations; changes here are lost.

---Excel workbooks: the rows of a sheet, however many.
---@class xlsx
xlsx = {}

---@class xlsx.Sheet
---@field name string As its tab shows it.
---@field hidden boolean Whether Excel does not show it.

---@class xlsx.RowsOptions
---@field sheet? string|integer The sheet's name, or its number in xlsx.sheets; if not given, the first that is not hidden.
---@field range? string The part of the sheet that is read, such as "B3:F100", "B3:F", "A:D" or "5:200", or the name of a range or a table of the workbook; if not given, all of it.
---@field header? boolean Whether the first row names the fields; if not, rows are lists. Default true.
---@field hidden? boolean Whether rows are read that Excel does not show, such as filtered ones. Default true.

---Reads a sheet of an Excel workbook row by row; the header gives the names of the fields.
---
---Errors: data, permission.
---
---```lua
---if fs.exists("names.xlsx") then
---  for row, place in xlsx.rows("names.xlsx", { range = "A3:D" }) do
---    print(place, row.name, row.year + 1)
---  end
---end
---```
---@param path string The workbook, .xlsx or .xlsm.
---@param options? xlsx.RowsOptions
---@return fun(): table<string, any>?, string # A table of the cells by field name, and where the row stands: names.xlsx:Sheet1!12. Cells are numbers, booleans and strings; dates are strings such as 2026-01-31, empty cells are nil ("" in lists).
function xlsx.rows(path, options) end

---Lists the sheets of an Excel workbook, without charts.
---
---Errors: data, permission.
---
---```lua
---if fs.exists("names.xlsx") then
---  for _, sheet in ipairs(xlsx.sheets("names.xlsx")) do
---    print(sheet.name, sheet.hidden)
---  end
---end
---```
---@param path string The workbook, .xlsx or .xlsm.
---@return xlsx.Sheet[] # The sheets, in the order of their tabs.
function xlsx.sheets(path) end
