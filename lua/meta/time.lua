---@meta
-- Made by `govscript docs` from the functions' declarations; changes here are lost.

---Dates and times in ISO 8601.
---@class time
time = {}

---@class time.FormatOptions
---@field zone? string The time zone: Z or an offset such as +08:00. Default "+08:00".

---@class time.DateOptions
---@field zone? string The time zone: Z or an offset such as +08:00. Default "+08:00".

---@class time.ParseOptions
---@field zone? string The time zone of a text that names none. Default "+08:00".

---Returns the current time.
---
---```lua
---print(time.date(time.now()))
---```
---@return number # Seconds since 1970, with fractions.
function time.now() end

---Returns a monotonic clock, for measuring how long something takes.
---
---```lua
---local start = time.clock()
---task.sleep(0.01)
---print(time.clock() - start < 60)
---```
---@return number # Seconds since some moment in the past, with fractions.
function time.clock() end

---Writes a time as ISO 8601: 2026-01-31T09:30:00+08:00.
---
---```lua
---print(time.format(0))
---```
---@param seconds number Seconds since 1970.
---@param options? time.FormatOptions
---@return string # The text.
function time.format(seconds, options) end

---Writes the day of a time: 2026-01-31.
---
---```lua
---print(time.date(time.now() - 86400))
---```
---@param seconds number Seconds since 1970.
---@param options? time.DateOptions
---@return string # The text.
function time.date(seconds, options) end

---Reads a date, a time or a period in the forms of ISO 8601 and of data.gov.sg's guide.
---
---Errors: data.
---
---```lua
---print(time.date(time.parse("2026-Q2")))
---```
---@param text string 2026-01-31T09:30:00, with Z or +08:00 or no zone; 2026-01-31T09:30, 2026-01-31, 2026-01, 2026, 2026-W05, 2026-Q1, 2026-H1 or 09:30.
---@param options? time.ParseOptions
---@return number # Seconds since 1970; of a period, when it begins; of a time alone, that of 1970-01-01.
function time.parse(text, options) end
