--- Calls every function that a script can reach with each path of a list in every place of its arguments.
--- usage:  PLACES=PATH… govscript run [flags] every_function.lua
---         PAIRS=PATH>PATH… govscript run [flags] every_function.lua
--- output: OPEN FUNCTION PATH for each call that gave away what only a closed file holds; of pairs, TELLS FUNCTION
---         PATH for each call that answers otherwise for one path than for the other; at the end: called COUNT
local DATASET = "d_1f0c5d6b7a8e49f2b3c4d5e6f7a80912"
local SECRETS = { "live_v1_canary", "MARK=canary", "listed_canary" }

-- Those that end or block the script, change what this one works with, are commands and native code by their nature, or
-- give the variables, which hold the very paths.
local LEFT_OUT = {
  ["os.exit"] = true, ["os.execute"] = true, ["os.tmpname"] = true, ["io.popen"] = true, ["io.close"] = true,
  ["io.read"] = true, ["debug.debug"] = true, ["debug.setmetatable"] = true,
  ["debug.sethook"] = true, ["debug.setcstacklimit"] = true, ["coroutine.yield"] = true, ["task.sleep"] = true,
  collectgarbage = true, print = true, ["package.preload.env"] = true,
}
-- Their calls may wait for a service: they are given a moment, in which files are opened first of all.
local SLOW = { links = true, datagov = true, bulk = true, task = true }

local pcall, type, tostring, pairs, ipairs, select = pcall, type, tostring, pairs, ipairs, select
local find, pack, unpack, timeout, write = string.find, table.pack, table.unpack, task.timeout, io.write
local io_type, output, input, stdout, stdin, stderr = io.type, io.output, io.input, io.stdout, io.stdin, io.stderr

local functions = {}

local function collect(name, value, seen)
  if type(value) == "function" then
    if not LEFT_OUT[name] then functions[#functions + 1] = { name = name, call = value } end
  elseif type(value) == "table" and not seen[value] then
    seen[value] = true
    local _ = value.touched -- fills a module that nobody has looked into
    for key, inner in pairs(value) do
      if type(key) == "string" and key ~= "_G" and key ~= "loaded" then
        collect(name == "" and key or name .. "." .. key, inner, seen)
      elseif name == "package.searchers" then
        collect(name .. "." .. key, inner, seen)
      end
    end
  end
end
collect("", _G, {})

local function holds(value, depth)
  local kind = type(value)
  if kind == "string" then
    for _, secret in ipairs(SECRETS) do
      if find(value, secret, 1, true) then return true end
    end
  elseif io_type(value) == "file" then
    local _, text = pcall(value.read, value, "a")
    if value ~= stdout and value ~= stdin and value ~= stderr then pcall(value.close, value) end
    return holds(text, depth)
  elseif kind == "function" and depth < 2 then
    for _ = 1, 2 do
      local results = pack(pcall(value))
      for index = 1, results.n do
        if holds(results[index], depth + 1) then return true end
      end
    end
  elseif kind == "table" and depth < 3 then
    for key, inner in pairs(value) do
      if holds(key, depth + 1) or holds(inner, depth + 1) then return true end
    end
  end
  return false
end

local function same(...) return ... end

local function forms(path, slow)
  local list = {
    { path }, { DATASET, path }, { DATASET, path, {} }, { path, { "a" } },
    { "job", { { k = "1" } }, same, { key = "k", save = path } },
  }
  if slow then return list end
  for _, mode in ipairs { "r", "r+", "w", "a", "w+", "a+", "rb" } do list[#list + 1] = { path, mode } end
  for _, more in ipairs {
    { path, path }, { path, "elsewhere" }, { "mine.txt", path }, { path, "mine.txt" }, { { path } }, { path, same },
    { same, path }, { path, { recursive = true } }, { path, { parents = true } }, { stdin, path },
  } do list[#list + 1] = more end
  return list
end

local count = 0

local function call(entry, form, slow)
  count = count + 1
  local results
  if slow then
    local seconds = slow == true and 0.05 or slow
    results = pack(pcall(timeout, seconds, function() return entry.call(unpack(form)) end))
  else
    results = pack(pcall(entry.call, unpack(form)))
  end
  output(stdout)
  input(stdin)
  return results
end

for path in (env.PLACES or ""):gmatch("[^\n]+") do
  for _, entry in ipairs(functions) do
    -- A link in the working directory is the script's own to remove.
    local own = (path == "link" or path == "proc") and (entry.name == "os.remove" or entry.name == "os.rename")
    local slow = SLOW[entry.name:match("^%a+")]
    for _, form in ipairs(own and {} or forms(path, slow)) do
      local results = call(entry, form, slow)
      for index = 2, results.n do
        if holds(results[index], 0) then
          write("\nOPEN ", entry.name, " ", tostring(path), "\n")
          break
        end
      end
    end
  end
end

-- What a value says, whichever of two paths it was made from that differ in one word.
local function told(value, word, depth)
  local kind = type(value)
  if kind == "string" then
    return (value:gsub(word, "WORD"))
  elseif kind == "number" or kind == "boolean" or kind == "nil" then
    return tostring(value)
  elseif kind ~= "table" or depth == 3 then
    return kind
  end
  local parts = {}
  for key, inner in pairs(value) do
    parts[#parts + 1] = told(key, word, depth + 1) .. "=" .. told(inner, word, depth + 1)
  end
  table.sort(parts)
  return "{" .. table.concat(parts, ",") .. "}"
end

-- Answers that depend on the text of a path, or on where it is kept.
local ABOUT_TEXTS = { string = true, utf8 = true, next = true, pairs = true, load = true, tostring = true }

-- The words in which two paths differ.
local function difference(one, two)
  local others = two:gmatch("[%w_]+")
  for word in one:gmatch("[%w_]+") do
    local other = others()
    if word ~= other then return word, other end
  end
end

for present, absent in (env.PAIRS or ""):gmatch("([^\n>]+)>([^\n>]+)") do
  local here, gone = difference(present, absent)
  for _, entry in ipairs(functions) do
    local slow = SLOW[entry.name:match("^%a+")]
    local all = ABOUT_TEXTS[entry.name:match("^%a+")] and {} or forms(present, slow)
    for index, form in ipairs(all) do
      local other = forms(absent, slow)[index]
      local function answer(word, arguments, seconds)
        local results = call(entry, arguments, slow and (seconds or slow))
        return told({ unpack(results, 1, results.n) }, word, 0)
      end
      local one, two = answer(here, form), answer(gone, other)
      -- What differs by itself, such as a clock, says nothing; nor does a short time-out on a busy machine.
      if
        one ~= two
        and one == answer(here, form)
        and two == answer(gone, other)
        and answer(here, form, 10) ~= answer(gone, other, 10)
      then
        write("\nTELLS ", entry.name, " ", present, " ", one:gsub("%c", " "), " | ", two:gsub("%c", " "), "\n")
      end
    end
  end
end
write("\ncalled ", count, " ", select("#", unpack(functions)), "\n")
