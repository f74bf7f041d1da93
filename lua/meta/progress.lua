---@meta
-- Made by `govscript docs` from the functions' declarations; changes here are lost.

---A live line while a long job runs.
---@class progress
progress = {}

---@class progress.Bar
local Bar = {}

---@class progress.StartOptions
---@field total? integer How many there are, if known.

---@class progress.BarAddOptions
---@field count? integer How many. Default 1.
---@field note? string A text to show beside it.

---Shows the progress of a job: a live line on a terminal, elsewhere a line each half minute.
---
---```lua
---local bar <close> = progress.start("shortening", { total = 3 })
---for i = 1, 3 do bar:add() end
---```
---@param label string What the job does.
---@param options? progress.StartOptions
---@return progress.Bar # The progress.
function progress.start(label, options) end

---Adds to the count of what is done.
---
---```lua
---local bar <close> = progress.start("x")
---bar:add({ count = 2, note = "b" })
---```
---@param options? progress.BarAddOptions
function Bar:add(options) end

---Ends the line; a <close> variable does it automatically.
---
---```lua
---local bar = progress.start("x")
---bar:finish()
---```
function Bar:finish() end
