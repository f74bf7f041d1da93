---@meta
-- Made by `govscript docs` from the functions' declarations; changes here are lost.

---Many things at once; what a task spawns ends with it.
---@class task
task = {}

---@class task.ItemError
---@field index integer The item's number.
---@field item any The item.
---@field error any What its call raised.

---@class task.Task
---@field state "ready"|"running"|"waiting"|"done"|"failed"|"cancelled" What becomes of it.
---@field path string Its place in the tree of tasks.
local Task = {}

---@class task.MapOptions
---@field workers? integer How many calls may be under way at once. Default 8.
---@field on_error? "stop"|"collect" "stop" ends the others and raises; "collect" goes on. Default "stop".

---@class task.EachOptions
---@field workers? integer How many calls may be under way at once. Default 8.
---@field on_error? "stop"|"collect" "stop" ends the others and raises; "collect" goes on. Default "stop".

---Calls a function for every item, several at once, and returns the results in the items' order.
---
---```lua
---local squares = task.map({ 1, 2, 3 }, function(n) return n * n end)
---print(table.concat(squares, " "))
---```
---@param items any[]|fun(): any A list, or an iterator that gives one item a call.
---@param fn function Called with the item and its index; its first result is kept.
---@param options? task.MapOptions
---@return any[] # The results by index, with their number as n.
---@return task.ItemError[]? errors With "collect": what failed, in the items' order.
function task.map(items, fn, options) end

---Calls a function for every item, several at once, and keeps no results.
---
---```lua
---print(task.each({ "a", "b" }, function(name) log.info(name) end))
---```
---@param items any[]|fun(): any A list, or an iterator that gives one item a call.
---@param fn function Called with the item and its index.
---@param options? task.EachOptions
---@return integer # How many items there were.
---@return task.ItemError[]? errors With "collect": what failed, in the items' order.
function task.each(items, fn, options) end

---Calls a function and cancels it when it takes too long.
---
---Errors: timeout.
---
---```lua
---print(task.timeout(5, function() task.sleep(0.01) return "in time" end))
---```
---@param seconds number How long it may take.
---@param fn function What to call.
---@return any # The function's results.
function task.timeout(seconds, fn) end

---Starts a function as a task of its own; it runs when the caller next waits.
---
---```lua
---local work = task.spawn(function(n) task.sleep(0.01) return n * 2 end, 21)
---print(task.wait(work))
---```
---@param fn function What to run; it is called with the further arguments.
---@param ... any
---@return task.Task # The task. Whoever spawned it ends only after it.
function task.spawn(fn, ...) end

---Waits until tasks have ended, and raises the first error among them.
---
---```lua
---local a = task.spawn(function() return "a" end)
---local b = task.spawn(function() return "b" end)
---print(task.wait(a, b))
---```
---@param task task.Task What task.spawn returned.
---@param ... any
---@return any # The results of one task; of several, the first result of each.
function task.wait(task, ...) end

---Waits until the first of some tasks has ended; raises its error, if it failed.
---
---```lua
---local slow = task.spawn(task.sleep, 60)
---local quick = task.spawn(function() return "done" end)
---local winner, word = task.first({ slow, quick })
---print(winner == quick, word)
---slow:cancel()
---```
---@param tasks task.Task[] The tasks; those that have not ended go on.
---@return task.Task # The task that ended first.
---@return any results Its results.
function task.first(tasks) end

---Waits; other tasks run meanwhile.
---
---```lua
---task.sleep(0.01)
---```
---@param seconds number How long; 0 lets the others run once.
function task.sleep(seconds) end

---Ends a task, and all that it spawned; a request of theirs that is under way is ended too.
---
---```lua
---task.cancel(task.spawn(task.sleep, 60))
---```
---@param task task.Task What task.spawn returned; one that has ended stays as it is.
function task.cancel(task) end

---Ends the task, and all that it spawned.
---
---```lua
---local work = task.spawn(task.sleep, 60)
---work:cancel()
---```
function Task:cancel() end
