---@meta
-- Made by `govscript docs` from the functions' declarations; changes here are lost.

---A live line while a long job runs.
---@class progress
progress = {}

---@class progress.Bar
local Bar = {}

---@class progress.StartOptions
---@field total? integer How many there are, if that is known.

---@class progress.BarAddOptions
---@field count? integer How many. Default 1.
---@field note? string What to show beside it.

---Shows how far a job is, on a terminal; elsewhere only its end is logged.
---
---```lua
---local bar <close> = progress.start("shortening", { total = 3 })
---for i = 1, 3 do bar:add() end
---```
---@param label string What is being done.
---@param options? progress.StartOptions
---@return progress.Bar # The progress.
function progress.start(label, options) end

---Counts what was done.
---
---```lua
---local bar <close> = progress.start("x")
---bar:add({ count = 2, note = "b" })
---```
---@param options? progress.BarAddOptions
function Bar:add(options) end

---Ends the line; a <close> variable does it by itself.
---
---```lua
---local bar = progress.start("x")
---bar:finish()
---```
function Bar:finish() end
