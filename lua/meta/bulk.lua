---@meta
-- Made by `govscript docs` from the functions' declarations; changes here are lost.

---Loops that go on where they were when they are run again.
---@class bulk
bulk = {}

---@class bulk.EachOptions
---@field key? string|fun(item: any): string The field that names an item, or a function of it; else its content does.
---@field check? function Called with every item of a list before anything is sent; a text that it gives is a problem.
---@field workers? integer How many items may be under way at once. Default 8.
---@field save? string A CSV file of every item's key, state, result and error.
---@field max_failures? integer How many items may fail before the run is given up.
---@field on_change? "warn"|"redo"|"skip" What becomes of a done item whose content has changed. Default "warn".
---@field on_bad_row? "fail"|"stop" What a row with no key, with a key that came before, or with a problem does: it fails alone, or stops all. Default "fail".
---@field fresh? boolean Whether to forget what was done, and do everything again. Default false.

---@class bulk.OnceOptions
---@field if_cut? "repeat"|"uncertain" What becomes of a function that a crash has cut off: it is called again, or it is uncertain. Default "repeat".

---Calls a function for each item that is not done yet in this run; killed and started again, it goes on.
---
---Errors: data, rejected, internal.
---
---```lua
---local rows = { { slug = "one", url = "https://www.example.gov.sg/1" } }
---local report = bulk.each("example", rows, function(row)
---  return links.create(row.url, { shortUrl = row.slug })
---end, { key = "slug" })
---print(report)
---```
---@param name string The run's name: the same name goes on with the same run.
---@param items any[]|fun(): any A list, or an iterator such as csv.rows(path).
---@param fn function Called with the item and its context: key, place, run, and previous, the result of last time.
---@param options? bulk.EachOptions
---@return bulk.Report # Counts: done, before, failed, uncertain, changed; name, seconds, use, kinds, failures.
function bulk.each(name, items, fn, options) end

---Calls a function if its result is not recorded yet, and gives its result.
---
---Errors: data, uncertain.
---
---```lua
---print(bulk.once("example-start", function() return 42 end))
---```
---@param name string What names the step inside an item of bulk.each, or a run of its own.
---@param fn function What to call; its first result is recorded.
---@param options? bulk.OnceOptions
---@return any # The result, recorded or new.
function bulk.once(name, fn, options) end

---How far a run is; nil if it was never begun.
---
---Errors: internal.
---
---```lua
---print(bulk.status("never-begun"))
---```
---@param name string The run's name.
---@return any # name, done, pending, failed, uncertain, steps and kinds.
function bulk.status(name) end
