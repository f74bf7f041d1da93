---@meta
-- Made by `govscript docs` from the functions' declarations; changes here are lost.

---Concurrent tasks; a task waits for the tasks that it spawned.
---@class task
task = {}

---@class task.ItemError
---@field index integer The item's number.
---@field item any The item.
---@field error any What its call raised.

---@class task.Task
---@field state "ready"|"running"|"waiting"|"done"|"failed"|"cancelled" Its state.
---@field path string Its place in the tree of tasks.
local Task = {}

---@class task.MapOptions
---@field workers? integer How many calls run at the same time. Default 8.
---@field on_error? "stop"|"collect" "stop" ends the others and raises; "collect" continues. Default "stop".

---@class task.EachOptions
---@field workers? integer How many calls run at the same time. Default 8.
---@field on_error? "stop"|"collect" "stop" ends the others and raises; "collect" continues. Default "stop".

---Calls a function for every item, several at once, and returns the results in the items' order.
---
---```lua
---local squares = task.map({ 1, 2, 3 }, function(n) return n * n end)
---print(table.concat(squares, " "))
---```
---@param items any[]|fun(): any A list, or an iterator that returns one item per call.
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
---@param items any[]|fun(): any A list, or an iterator that returns one item per call.
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
---@param fn function The function to run; it is called with the further arguments.
---@param ... any
---@return task.Task # The task. The parent task waits for it.
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
---@param tasks task.Task[] The tasks; the others keep running.
---@return task.Task # The task that ended first.
---@return any results Its results.
function task.first(tasks) end

---Waits while other tasks run.
---
---```lua
---task.sleep(0.01)
---```
---@param seconds number How long, in seconds; 0 lets the other tasks run once.
function task.sleep(seconds) end

---Cancels a task and all tasks that it spawned, with their requests in progress.
---
---```lua
---task.cancel(task.spawn(task.sleep, 60))
---```
---@param task task.Task What task.spawn returned. A task that has ended is left as it is.
function task.cancel(task) end

---Cancels the task and all tasks that it spawned.
---
---```lua
---local work = task.spawn(task.sleep, 60)
---work:cancel()
---```
function Task:cancel() end
