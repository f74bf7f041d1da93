-- The host's modules work whatever a script has done to Lua's own functions before their first use.
-- args[1] says what stands in their place: "raise" (the default), "lie" or "none".
local way = args[1] or "raise"
local assert, error, ipairs, next, pcall, rawset, select, tostring, type =
  assert, error, ipairs, next, pcall, rawset, select, tostring, type
local find, getmetatable, setmetatable, globals = string.find, getmetatable, setmetatable, _G

fs.write("rows.csv", "short_url,long_url,created_at\na,https://www.example.gov.sg,2026-01-31T00:00:00Z\n")
fs.write("chunk.lua", "return 6 * 7")

local kept = {}
for _, name in ipairs({
  "args", "bulk", "csv", "datagov", "env", "fs", "json", "links", "log", "progress", "task", "time",
}) do kept[name] = globals[name] end

local function replaced()
  if way == "raise" then error("a function of Lua's own was called that the script has replaced", 0) end
  return true, "a lie", 1
end
local function other() return way ~= "none" and replaced or nil end

-- Every field of every library, every global, and all metamethods of strings.
local lines, loadfile, dofile, require = io.lines, loadfile, dofile, require
for _, library in next, { string, table, math, coroutine, io, os, utf8, debug } do
  local names = {}
  for name in next, library do names[#names + 1] = name end
  for _, name in ipairs(names) do rawset(library, name, other()) end
end
local names = {}
for name in next, globals do if not kept[name] then names[#names + 1] = name end end
local strings = getmetatable("")
for _, name in ipairs(names) do rawset(globals, name, other()) end
for _, name in next, {
  "__index", "__newindex", "__call", "__concat", "__len", "__eq", "__lt", "__le", "__add", "__sub", "__mul", "__div",
  "__mod", "__pow", "__unm", "__idiv", "__band", "__bor", "__bxor", "__shl", "__shr", "__bnot", "__tostring", "__name",
  "__close", "__pairs", "__metatable",
} do rawset(strings, name, other()) end

local task, bulk, links, datagov = kept.task, kept.bulk, kept.links, kept.datagov
local function raises(fn, ...)
  local ok, problem = pcall(fn, ...)
  assert(not ok, "no error")
  return type(problem) == "table" and problem.message or problem
end

-- task
local squares = task.map({ 3, 1, 2 }, function(n) task.sleep(n / 1000) return n * n end)
assert(squares.n == 3 and squares[1] == 9 and squares[2] == 1 and squares[3] == 4)
local index = 0
assert(task.each(function() index = index + 1 if index < 4 then return index end end, function() end) == 3)
local results, errors = task.map({ "a", "b", "c" }, function(item)
  if item ~= "a" then error({ code = item }) end
  return item
end, { on_error = "collect", workers = 1 })
assert(results[1] == "a" and #errors == 2 and errors[1].error.code == "b" and errors[2].index == 3)
assert(raises(task.map, { 1, 2 }, function(n) if n == 2 then error("two", 0) end task.sleep(60) end) == "two")
assert(task.timeout(5, function() return "in time" end) == "in time")
assert(find(raises(task.timeout, 0.01, function() task.sleep(60) end), "task.timeout", 1, true))
local slow, quick = task.spawn(task.sleep, 60), task.spawn(function() return "done", 2 end)
assert(select("#", task.wait(quick)) == 2)
local winner, word = task.first({ slow, quick })
assert(winner == quick and word == "done" and slow.state == "waiting")
slow:cancel()
assert(not pcall(task.wait, slow) and find(tostring(slow), "cancelled", 1, true))

-- bulk
local items = { { key = "a", n = 1 }, { key = "b", n = 2 }, { key = "c", n = 3 } }
local report = bulk.each("each", items, function(item, context)
  assert(context.key == item.key and context.run == "each")
  return bulk.once("step", function() return item.n end)
end, { key = "key", save = "saved.csv" })
assert(report.done == 3 and report.failed == 0 and find(tostring(report), "each", 1, true))
assert(getmetatable(report) == "bulk.Report" and not pcall(setmetatable, report, nil))
report = bulk.each("each", items, function(item) return item.n end, { key = function(item) return item.key end })
assert(report.before == 3 and report.done == 0 and bulk.status("each").done == 3)
report = bulk.each("lines", kept.csv.rows("rows.csv"), function(row, context)
  assert(context.place == "rows.csv:2")
  return row.long_url
end)
assert(report.done == 1)
assert(bulk.once("alone", function() return 42 end) == 42 and bulk.once("alone", error) == 42)
local function nothing() end
local function keys(key)
  return raises(bulk.each, "keys", { { k = "x" }, { k = "x" } }, nothing, { key = key, on_bad_row = "stop" })
end
assert(find(keys("k"), 'duplicate key "x" (item 1 and 2)', 1, true))
assert(find(keys("none"), "2 problems with the items", 1, true))
assert(find(keys(function() error({ message = 5 }) end), "2 problems with the items", 1, true))
assert(find(keys(function() error() end), "2 problems with the items", 1, true))
assert(find(raises(bulk.each, "gap", { 1, nil, 3 }, nothing), "the items have a gap: item 2 is nil", 1, true))
assert(find(raises(bulk.each, "field", { x = 1 }, nothing), "there is a field [x]", 1, true))
assert(find(
  raises(bulk.each, "check", { 1, 2 }, nothing, {
    check = function(n) return n == 2 and "odd" or nil end, on_bad_row = "stop",
  }), "item 2: odd", 1, true))
local function scan(options)
  options.on_bad_row = "stop"
  return raises(bulk.each, "scan", kept.csv.rows("rows.csv"), nothing, options)
end
assert(find(scan({ check = function() return "odd" end }), "rows.csv:2: odd", 1, true))
assert(find(scan({ key = "none" }), "rows.csv:2: there is no column 'none'", 1, true))

-- links, datagov
local rows = { { url = "https://www.example.gov.sg/1", slug = "one" }, { url = "http://x", slug = "one" } }
local problems = links.check(rows)
assert(#problems > 1 and find(problems[#problems].text, 'duplicate short URL "one", first used at item 1', 1, true))
assert(#links.on("forsg").check({ { url = "https://www.example.gov.sg/1" } }) == 0)
assert(links.create("https://www.example.gov.sg/a", { shortUrl = "hostile" }).shortUrl == "hostile")
datagov.check, datagov.upload, datagov.wait = other(), other(), other()
assert(datagov.publish("d_1f0c5d6b7a8e49f2b3c4d5e6f7a80912", "rows.csv").status == "INGESTION_SUCCESS")

-- files, chunks and modules
index = 0
for line in lines("rows.csv") do index = index + #line end
assert(index == 78 and loadfile("chunk.lua")() == 42 and dofile("chunk.lua") == 42)
local helper = require("helper")
assert(helper.twice(4) == 8 and helper.name == "helper" and require("helper") == helper)
assert(require("csv") == kept.csv)
assert(find(raises(require, "none"), "module 'none' not found", 1, true))
