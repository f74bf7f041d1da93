-- The part of `bulk` that is Lua: the loop over items. What is recorded, and how, is decided by the functions of
-- `core`, which are declared in BulkLibrary.swift.
local host, core, checks = ...
local error, ipairs, next, pcall, setmetatable, tostring, type =
  host.error, host.ipairs, host.next, host.pcall, host.setmetatable, host.tostring, host.type
local gsub, number_type, rawget, concat = host.string.gsub, host.math.type, host.rawget, host.table.concat
local pull_from, run_pool = host.pull_from, host.run_pool
local spawn_at, wait, ordinal = core.spawn_at, core.wait, core.ordinal
local take, begin, settle, finish, stopping = core.take, core.begin, core.settle, core.finish, core.stopping
local bulk = { status = core.status }

-- As `tostring`, except that a script cannot have given strings a `__tostring`.
local function text_of(value)
  if type(value) == "string" then return value end
  return tostring(value)
end

-- Whether all fields of an item are empty, as in the rows of separators that spreadsheets leave at the end of a file.
local function is_blank(item)
  if type(item) ~= "table" or next(item) == nil then return false end
  for _, value in next, item do
    if value ~= "" then return false end
  end
  return true
end

local function key_of(key, item)
  if type(key) == "function" then
    local value = key(item)
    if value == nil or value == "" then core.fault("the key function gave no key") end
    return value
  end
  local value
  if type(item) == "table" then value = item[key] end
  if value == nil then core.fault(core.missing(item, key)) end
  if value == "" then core.fault("the key column '" .. key .. "' is empty") end
  return value
end

-- What is no list would be processed in part only, without a word. Gives the number of items that are not blank.
local function check_list(items)
  local last, count = #items, 0
  for name in next, items do
    if number_type(name) ~= "integer" or name < 1 or name > last then
      core.fault("the items are not a list: there is a field [" .. text_of(name) .. "]")
    end
  end
  for index = 1, last do
    if items[index] == nil then core.fault("the items have a gap: item " .. index .. " is nil") end
    if not is_blank(items[index]) then count = count + 1 end
  end
  return count
end

-- The words of an error, which may be anything that a script raises.
local function words_of(problem)
  local message
  if type(problem) == "table" then message = rawget(problem, "message") end
  if type(message) ~= "string" then return text_of(problem) end
  return (gsub(message, "^bulk%.each: ", ""))
end

-- Two places for a message: `links.csv:90 and 91`.
local function both(first, second)
  local start, other = gsub(second, "%d+$", ""), gsub(first, "%d+$", "")
  if start == second or start ~= other then return first .. " and " .. second end
  return first .. " and " .. gsub(second, "^.-(%d+)$", "%1")
end

-- What a check function has found, as text; nil for nothing. It may have given a list of problems, as links.check does.
local function check_text(problem)
  if not problem then return nil end
  if type(problem) ~= "table" then return text_of(problem) end
  local texts = {}
  for _, found in ipairs(problem) do
    texts[#texts + 1] = text_of(type(found) == "table" and rawget(found, "text") or found)
  end
  if #texts > 0 then return concat(texts, "; ") end
  if next(problem) == nil then return nil end
  return text_of(rawget(problem, "text") or problem)
end

-- Notes what is wrong with an item in `faults`, for a person, and in `problems`, by which it fails. `first_place`
-- remembers the place of a key, and gives the place of the item that had it before.
local function examine(faults, problems, index, item, place, key, check, first_place)
  local function note(text)
    problems[index] = problems[index] and problems[index] .. "; " .. text or text
    faults[#faults + 1] = place .. ": " .. text
  end
  if key ~= nil then
    local ok, value = pcall(key_of, key, item)
    if not ok then
      note(words_of(value))
    else
      value = text_of(value)
      local odd = core.invisible(value)
      local first = first_place(value, place)
      if odd then note("the key \"" .. value .. "\" has " .. odd) end
      if first then
        local text = "duplicate key \"" .. value .. "\" (" .. both(first, place) .. ")"
        problems[index] = text
        faults[#faults + 1] = text .. ". Keys must be unique."
      end
    end
  end
  local problem = check and check_text(check(item))
  if problem then note(problem) end
end

-- Warns of faults, or raises them where they stop the run.
local function report_faults(name, faults, on_bad_row)
  if #faults == 0 then return end
  if on_bad_row ~= "stop" then return core.warn(name, faults) end
  if #faults == 1 then core.fault(faults[1]) end
  core.fault(#faults .. " problems with the items; nothing was sent", faults)
end

-- Finds everything that is wrong with the items of a list before anything is sent.
local function check_items(name, items, key, check, on_bad_row)
  local places, faults, problems = {}, {}, {}
  local function first_place(value, place)
    local first = places[value]
    if not first then places[value] = place end
    return first
  end
  for index, item in ipairs(items) do
    if not is_blank(item) then
      examine(faults, problems, index, item, "item " .. index, key, check, first_place)
    end
  end
  report_faults(name, faults, on_bad_row)
  return problems
end

-- Finds everything that is wrong with the rows of a file before anything is sent, and counts them.
local function scan_rows(name, rows, keys, key, check, on_bad_row)
  local faults, problems, index, count = {}, {}, 0, 0
  local function first_place(value, place) return core.seen(keys, value, place) end
  for row, place, flaw in rows do
    index = index + 1
    if not is_blank(row) then
      count = count + 1
      -- All rows of a file have the same columns: without the key's, no row can be an item.
      if count == 1 and type(key) == "string" and not flaw and row[key] == nil then
        core.fault(core.missing(row, key, place))
      end
      if flaw then
        problems[index] = flaw
        faults[#faults + 1] = place .. ": " .. flaw
      else
        examine(faults, problems, index, row, place, key, check, first_place)
      end
    end
  end
  report_faults(name, faults, on_bad_row)
  return problems, count
end

-- Starts an item's function in a task of its own, with the segment of its path.
local function start(entry, segment, fn, ...)
  local path = begin(entry, segment)
  local handle = spawn_at(segment, fn, ...)
  -- Its writes are found by the path of its task: under another one they would be writes of no run.
  if handle.path ~= path then error("bulk: the task of an item has the path " .. handle.path .. ", not " .. path, 0) end
  return handle
end

-- Goes through the items; gives the error that ended the run early, if one did.
local function go_through(run, items, fn, key, workers, problems)
  local pull, group = pull_from(items), ordinal()
  local entries = {}
  local index, is_over, failure = 0, false, nil

  local function stop_with(value)
    is_over = true
    if failure == nil then failure = value end
  end

  -- What is to be done about an item: an entry and its context, or nothing.
  local function examine_next(item, place)
    local named, name
    if key ~= nil then named, name = pcall(key_of, key, item) end
    local taken, entry, context
    if problems[index] then
      taken, entry = false, problems[index]
    elseif key == nil or named then
      taken, entry, context = pcall(take, run, item, name, place)
    else
      taken, entry = false, name
    end
    if taken then return entry, context end
    -- One row is bad, and the others are not: it fails alone.
    local kept, problem = pcall(core.bad, run, item, place, entry, problems[index] ~= nil)
    if not kept then stop_with(problem) end
  end

  -- Starts the next item that is to be done; nil if there is none.
  local function start_next()
    while not is_over do
      local ok, item, place = pcall(pull)
      if not ok then
        stop_with(item)
      elseif item == nil or stopping(run) then
        is_over = true
      else
        index = index + 1
        if not is_blank(item) then
          local entry, context = examine_next(item, type(place) == "string" and place or "item " .. index)
          if entry then
            local handle = start(entry, group .. "." .. index, fn, item, context)
            entries[handle] = entry
            return handle
          end
        end
      end
    end
  end

  run_pool(workers, start_next, function(handle)
    local entry = entries[handle]
    entries[handle] = nil
    local ok, value = pcall(wait, handle)
    local settled, problem = pcall(settle, entry)
    if not settled and ok then ok, value = false, problem end
    local recorded, ends = pcall(finish, entry, ok, value)
    if not recorded then stop_with(ends) elseif ends then stop_with(value) end
  end)
  return failure
end

local function run_through(name, items, fn, settings, total, key, workers, problems)
  -- Where somebody at a prompt interrupts it, no line after this one is reached.
  local run <close> = core.open(name, settings, total)
  local ok, failure = pcall(go_through, run, items, fn, key, workers, problems)
  ok = ok and failure == nil
  local report, text = core.complete(run, ok)
  if not ok then error(failure, 0) end
  return setmetatable(report, {
    __name = "bulk.Report", __tostring = function() return text end, __metatable = "bulk.Report",
  })
end

function bulk.each(name, items, fn, options)
  local key, check, problems, total
  if type(options) == "table" then key, check = options.key, options.check end
  local settings, workers, on_bad_row = checks["bulk.each"](name, items, fn, options)
  if type(items) == "table" then
    total = check_list(items)
    if key ~= nil or check ~= nil then problems = check_items(name, items, key, check, on_bad_row) end
  else
    local scan, rows, keys = core.source(items)
    if scan then
      problems, total = scan_rows(name, scan, keys, key, check, on_bad_row)
      items = rows
    elseif check ~= nil then
      core.fault("'check' needs a list or csv.rows: another iterator can be read only once")
    end
  end
  return run_through(name, items, fn, settings, total, key, workers, problems or {})
end

-- A function outside of a run is a run of one item.
local function once_alone(name, fn, segment, inside)
  local run <close> = core.open_single(name)
  local taken, entry = pcall(take, run, name, name, name)
  if not taken or not entry then
    local told, value = pcall(core.result, run, name)
    core.close(run)
    if not taken then error(entry, 0) end
    if not told then error(value, 0) end
    return value
  end
  local ok, value = pcall(wait, start(entry, segment, inside or fn))
  pcall(settle, entry)
  local recorded, stop = pcall(finish, entry, ok, value)
  core.close(run)
  if not ok then error(value, 0) end
  if not recorded then error(stop, 0) end
  return value
end

-- The functions of `once` that are in progress, by item and name: a second call waits for the first.
local once_running = {}

local function once(name, fn, options)
  options = checks["bulk.once"](name, fn, options)
  -- Counted whether or not the function is called, so that what follows has the same path.
  local segment = "once" .. ordinal()
  local inside, known, step, identity, result = core.lookup(name, options.if_cut)
  if not inside then
    local function recorded() return (once(name, fn, options)) end
    return once_alone(name, fn, segment, options.if_cut == "uncertain" and recorded or nil)
  end
  if known then return result end
  if not step then return (wait(spawn_at(segment, fn))) end
  if once_running[identity] then return (wait(once_running[identity])) end
  once_running[identity] = spawn_at(segment, function()
    local ok, value = pcall(fn)
    if not ok then
      core.failed(step, value)
      error(value, 0)
    end
    core.record(step, value)
    return value
  end)
  local ok, value = pcall(wait, once_running[identity])
  once_running[identity] = nil
  if not ok then error(value, 0) end
  return value
end

bulk.once = once

return bulk
