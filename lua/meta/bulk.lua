---@meta
-- Made by `govscript docs` from the functions' declarations; changes here are lost.

---Loops that resume where they stopped.
---@class bulk
bulk = {}

---@class bulk.Context
---@field key string The item's key.
---@field place string Where the item stands: links.csv:43.
---@field run string The run's name.
---@field previous any The last result, if the item is being done again.

---@class bulk.Failure
---@field key string The item's key.
---@field place? string Where the item stands: links.csv:43.
---@field kind string The kind of the error.
---@field message string What went wrong.
---@field hint? string What to do.
---@field details? string[] Every reason, where there is more than the message.

---@class bulk.Report
---@field name string The run's name.
---@field done integer Items done in this pass.
---@field before integer Items done earlier.
---@field failed integer Items that failed.
---@field uncertain integer Items whose outcome is unknown.
---@field changed integer Items that were skipped although they have changed.
---@field untried? integer Failed items that were not retried.
---@field others? integer With share: items that other machines did.
---@field planned? integer In a dry run: items that would be done.
---@field seconds number How long the pass took.
---@field use table<string, number> The share of each rate limit that was used.
---@field kinds table<string, integer> Failures by the kind of the error.
---@field failures bulk.Failure[] The first 100 items that are not done.

---@class bulk.Status
---@field name string The run's name.
---@field done integer Items that are done.
---@field pending integer Items that were started and not finished.
---@field failed integer Items that failed.
---@field uncertain integer Items whose outcome is unknown.
---@field steps integer Calls that are recorded.
---@field kinds table<string, integer> Failures by the kind of the error.

---@class bulk.EachOptions
---@field key? string|fun(item: any): string The field that identifies an item, or a function that gives its key; if left out, its content.
---@field check? function Called with every item before anything is sent; returns what is wrong, or nil, as links.check does. The items of an iterator other than csv.rows and xlsx.rows are held in memory for it.
---@field workers? integer How many items are processed at the same time. Default 8.
---@field save? string A CSV file to write: every item's key, state, own columns, result, and why it is not done.
---@field max_failures? integer How many items may fail before the run stops.
---@field on_change? "warn"|"redo"|"skip" What to do with a finished item whose content has changed. Default "warn".
---@field on_bad_row? "fail"|"stop" What to do with a row that has no key, a duplicate key or a problem: fail it alone, or stop the run. Default "fail".
---@field fresh? boolean Whether to discard the run's record and do everything again. Default false.
---@field share? boolean Whether machines with a database in common (GOVSCRIPT_STATE) that run the script at the same time divide the items among them. Default false.

---@class bulk.OnceOptions
---@field if_cut? "repeat"|"uncertain" What to do if a crash interrupted the function: call it again, or report it as uncertain. Default "repeat".

---Calls a function for each item that this run has not finished yet. Interrupted and started again, it resumes.
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
---@param name string The run's name; the same name resumes the same run.
---@param items any[]|fun(): any A list, or an iterator such as csv.rows(path). Items whose fields are all empty are skipped.
---@param fn function Called with the item and its context: key, place, run, and previous (the last result).
---@param options? bulk.EachOptions
---@return bulk.Report # What the pass did. It prints as a summary.
function bulk.each(name, items, fn, options) end

---Calls a function unless its result is recorded already, and returns the result.
---
---Errors: data, uncertain.
---
---```lua
---print(bulk.once("example-start", function() return 42 end))
---```
---@param name string The name of the step inside an item of bulk.each, or of a run of its own.
---@param fn function The function to call; its first result is recorded.
---@param options? bulk.OnceOptions
---@return any # The result, recorded or new.
function bulk.once(name, fn, options) end

---Returns the progress of a run; nil if it was never started.
---
---Errors: internal.
---
---```lua
---print(bulk.status("never-begun"))
---```
---@param name string The run's name.
---@return bulk.Status? # Nil if the run was never started.
function bulk.status(name) end
