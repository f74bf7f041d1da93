-- The part of `bulk` that is Lua: the loop over items. What is recorded, and how, is the core's.
local host, core, checks = ...
local error, ipairs, next, pcall, setmetatable, tostring, type =
  host.error, host.ipairs, host.next, host.pcall, host.setmetatable, host.tostring, host.type
local gsub, number_type, rawget, remove = host.string.gsub, host.math.type, host.rawget, host.table.remove
local spawn_at, wait, first_ended, ordinal = core.spawn_at, core.wait, core.first_ended, core.ordinal
local take, begin, finish, stopping, clear = core.take, core.begin, core.finish, core.stopping, core.clear
local bulk = { status = core.status }

local report_type = { __name = "bulk.Report", __tostring = core.describe, __metatable = "bulk.Report" }

-- As `tostring`, except that a script cannot have given strings a `__tostring`.
local function text_of(value)
  if type(value) == "string" then return value end
  return tostring(value)
end

-- Gives the next item and where it stands.
local function pull_from(items)
  if type(items) == "function" then return items end
  local index, last = 0, #items
  return function()
    index = index + 1
    if index <= last then return items[index] end
  end
end

local function key_of(key, item, place)
  if type(key) == "function" then
    local value = key(item)
    if value == nil or value == "" then core.fault(place .. ": the key function gave no key") end
    return value
  end
  local value
  if type(item) == "table" then value = item[key] end
  if value == nil or value == "" then core.fault(place .. ": there is no '" .. key .. "', which is the key") end
  return value
end

-- What is no list would be gone through in part only, and nobody would notice.
local function check_list(items)
  local last = #items
  for name in next, items do
    if number_type(name) ~= "integer" or name < 1 or name > last then
      core.fault("the items are no list: there is a field [" .. text_of(name) .. "]")
    end
  end
  for index = 1, last do
    if items[index] == nil then core.fault("the items have a gap: item " .. index .. " is nil") end
  end
end

-- The words of an error, which may be anything that a script raises.
local function words_of(problem)
  local message
  if type(problem) == "table" then message = rawget(problem, "message") end
  if type(message) ~= "string" then return text_of(problem) end
  return (gsub(message, "^bulk%.each: ", ""))
end

-- Notes what is wrong with an item in `faults`, and a problem that fails it in `problems`. `first_place` remembers the
-- place of a key, and gives the place of the item that had it before.
local function examine(faults, problems, index, item, place, key, check, first_place)
  if key ~= nil then
    local ok, value = pcall(key_of, key, item, place)
    if not ok then
      faults[#faults + 1] = words_of(value)
    else
      value = text_of(value)
      local first = first_place(value, place)
      if first then
        faults[#faults + 1] = "the key \"" .. value .. "\" comes twice: " .. first .. " and " .. place
      end
    end
  end
  local problem = check and check(item)
  if problem then
    problems[index] = text_of(problem)
    faults[#faults + 1] = place .. ": " .. problems[index]
  end
end

-- Warns of faults, or raises them where they stop the run.
local function report_faults(faults, on_bad_row)
  if #faults == 0 then return end
  if on_bad_row ~= "stop" then return core.warn(faults) end
  if #faults == 1 then core.fault(faults[1]) end
  core.fault(#faults .. " problems with the items; nothing was sent", faults)
end

-- Finds everything that is wrong with the items of a list before anything is sent.
local function check_items(items, key, check, on_bad_row)
  local places, faults, problems = {}, {}, {}
  local function first_place(value, place)
    local first = places[value]
    if not first then places[value] = place end
    return first
  end
  for index, item in ipairs(items) do
    examine(faults, problems, index, item, "item " .. index, key, check, first_place)
  end
  report_faults(faults, on_bad_row)
  return problems
end

-- Finds everything that is wrong with the rows of a file before anything is sent.
local function scan_rows(rows, keys, key, check, on_bad_row)
  local faults, problems, index = {}, {}, 0
  local function first_place(value, place) return core.seen(keys, value, place) end
  for row, place, flaw in rows do
    index = index + 1
    if flaw then
      problems[index] = flaw
      faults[#faults + 1] = place .. ": " .. flaw
    else
      examine(faults, problems, index, row, place, key, check, first_place)
    end
  end
  report_faults(faults, on_bad_row)
  return problems
end

-- Goes through the items; gives the error that ended the run early, if one did.
local function go_through(run, items, fn, key, workers, problems)
  local pull, group = pull_from(items), ordinal()
  local running, entries, places = {}, {}, {}
  local index, ended, failure = 0, false, nil

  local function stop_with(value)
    ended = true
    if failure == nil then failure = value end
  end

  -- Begins the next item that is not done; false if there is none.
  local function begin_next()
    while not ended do
      local ok, item, place = pcall(pull)
      if not ok then
        stop_with(item)
      elseif item == nil or stopping(run) then
        ended = true
      else
        index = index + 1
        place = type(place) == "string" and place or "item " .. index
        local named, name
        if key ~= nil then named, name = pcall(key_of, key, item, place) end
        local taken, entry, context
        if problems[index] then
          taken, entry = false, place .. ": " .. problems[index]
        elseif key == nil or named then
          taken, entry, context = pcall(take, run, item, name, place)
        else
          taken, entry = false, name
        end
        if not taken then
          -- One row is bad, and the others are not: it fails alone.
          local kept, problem = pcall(core.bad, run, item, place, entry)
          if not kept then stop_with(problem) end
        elseif entry then
          local segment = group .. "." .. index
          begin(entry, segment)
          local handle = spawn_at(segment, fn, item, context)
          running[#running + 1] = handle
          entries[handle], places[handle] = entry, #running
          return
        end
      end
    end
  end

  repeat
    while not ended and #running < workers do begin_next() end
    if #running > 0 then
      local done = first_ended(running)
      local moved = remove(running)
      if moved ~= done then
        running[places[done]] = moved
        places[moved] = places[done]
      end
      local entry = entries[done]
      entries[done], places[done] = nil, nil
      local ok, value = pcall(wait, done)
      local cleared, problem = pcall(clear, entry)
      if not cleared and ok then ok, value = false, problem end
      local recorded, ends = pcall(finish, entry, done.path, ok, value)
      if not recorded then stop_with(ends) elseif ends then stop_with(value) end
    end
  until ended and #running == 0
  return failure
end

local function run_through(name, items, fn, options, key, problems)
  -- Where somebody at a prompt interrupts it, no line after this one is reached.
  local run <close> = core.open(name, options)
  local ok, failure = pcall(go_through, run, items, fn, key, options.workers, problems)
  if ok and failure == nil and not stopping(run) then core.whole(run) end
  local report = core.report(run)
  core.close(run, not ok or failure ~= nil)
  if not ok or failure ~= nil then error(failure, 0) end
  return setmetatable(report, report_type)
end

function bulk.each(name, items, fn, options)
  local key, check, problems
  if type(options) == "table" then key, check = options.key, options.check end
  options = checks["bulk.each"](name, items, fn, options)
  options.has_keys = key ~= nil
  if type(items) == "table" then
    check_list(items)
    options.total = #items
    if key ~= nil or check ~= nil then problems = check_items(items, key, check, options.on_bad_row) end
  else
    local scan, rows, keys = core.source(items)
    if scan then
      problems, items = scan_rows(scan, keys, key, check, options.on_bad_row), rows
    elseif check ~= nil then
      core.fault("'check' wants a list: an iterator can be gone through only once")
    end
  end
  return run_through(name, items, fn, options, key, problems or {})
end

-- A function outside of a run is a run of one item.
local function once_alone(name, fn, segment, inside)
  local run <close> = core.open(name, { on_change = "skip", has_keys = true, single = true })
  local taken, entry = pcall(take, run, name, name, name)
  if not taken or not entry then
    local told, value = pcall(core.result, run, name)
    core.close(run)
    if not taken then error(entry, 0) end
    if not told then error(value, 0) end
    return value
  end
  begin(entry, segment)
  local handle = spawn_at(segment, inside or fn)
  local ok, value = pcall(wait, handle)
  pcall(clear, entry)
  local recorded, stop = pcall(finish, entry, handle.path, ok, value)
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
      core.failed(step, value, options.if_cut)
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
