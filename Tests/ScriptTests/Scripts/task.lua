-- task.map, task.each and task.timeout as scripts see them.
local function raises(fn, ...)
  local ok, problem = pcall(fn, ...)
  assert(not ok, "no error")
  return tostring(problem), problem
end

-- Results keep the items' order, however long each takes.
local squares = task.map({ 3, 1, 2 }, function(n, index)
  task.sleep(n / 1000)
  return n * n + index / 10
end)
assert(squares.n == 3 and squares[1] == 9.1 and squares[2] == 1.2 and squares[3] == 4.3)

-- The next item is taken only when a worker is free.
local pulled, running, most = 0, 0, 0
local function numbers()
  if pulled == 20 then return nil end
  pulled = pulled + 1
  assert(pulled - running <= pulled and running < 3, "pulled ahead")
  return pulled
end
local count = task.each(numbers, function()
  running = running + 1
  most = math.max(most, running)
  task.sleep(0.001)
  running = running - 1
end, { workers = 3 })
assert(count == 20 and most == 3)

-- An error ends the others, and nothing of them goes on.
local ended = 0
local words, problem = raises(task.map, { 1, 2, 3 }, function(n)
  if n == 2 then error({ code = 2 }) end
  local _ <close> = setmetatable({}, { __close = function() ended = ended + 1 end })
  task.sleep(60)
end, { workers = 3 })
assert(problem.code == 2 and ended == 2, words)

-- Errors can be collected instead.
local results, errors = task.map({ "a", "b", "c" }, function(item)
  if item == "b" then error("bad " .. item, 0) end
  return item:upper()
end, { on_error = "collect" })
assert(results[1] == "A" and results[2] == nil and results[3] == "C" and results.n == 3)
assert(#errors == 1 and errors[1].index == 2 and errors[1].item == "b" and errors[1].error == "bad b")

-- An iterator that fails ends the loop.
local first = true
words = raises(task.each, function()
  if first then first = false return 1 end
  error("ragged", 0)
end, function() task.sleep(0.001) end)
assert(words == "ragged", words)

-- Loops inside loops.
local table_of = task.map({ 1, 2 }, function(a)
  local row = task.map({ 10, 20 }, function(b) task.sleep(0.001) return a * b end)
  return row[1] + row[2]
end)
assert(table_of[1] == 30 and table_of[2] == 60)

assert(task.timeout(5, function() task.sleep(0.001) return "in time" end) == "in time")
words, problem = raises(task.timeout, 0.01, function() task.sleep(60) end)
assert(problem.kind == "timeout" and words:find("task.timeout: not done within 0.01 s", 1, true), words)

local handle = task.spawn(function() task.sleep(60) end)
assert(handle.state == "ready" and handle.path:match("^0%.%d+$"))
task.sleep(0)
assert(handle.state == "waiting")
handle:cancel()
assert(not pcall(task.wait, handle) and handle.state == "cancelled")

assert(raises(task.map, 1, print):find("argument #1 'items': expected a list or an iterator, got number", 1, true))
assert(raises(task.map, {}, 1):find("argument #2 'fn': expected function, got number", 1, true))
assert(raises(task.map, {}, print, { workers = 0 }):find("option 'workers': expected 1 to 10000, got 0", 1, true))
assert(raises(task.map, {}, print, { on_eror = "stop" }):find("option 'on_eror'; did you mean 'on_error'?", 1, true))
assert(raises(task.map, {}, print, { on_error = "go" }):find([[expected "stop" or "collect", got "go"]], 1, true))
