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
  if type(item) == "table" then
    -- A row raises an error of its own for what is no column.
    local ok, found = pcall(function() return item[key] end)
    if ok then value = found end
  end
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

-- A problem as text. Where a check was given one row in a list, its place is that list's: the item has its own.
local function problem_text(problem)
  if type(problem) ~= "table" then return text_of(problem) end
  local text, place = rawget(problem, "text"), rawget(problem, "place")
  if text == nil then return text_of(problem) end
  text = text_of(text)
  if type(place) ~= "string" then return text end
  return (gsub(text, "^" .. gsub(place, "%W", "%%%0") .. ": ", ""))
end

-- What a check function has found, as text; nil for nothing. It may have given a list of problems, as links.check does,
-- or a record that holds one, as datagov.check does.
local function check_text(problem)
  if not problem then return nil end
  if type(problem) ~= "table" then return text_of(problem) end
  local list = rawget(problem, "problems")
  if type(list) == "table" then problem = list end
  local texts = {}
  for _, found in ipairs(problem) do texts[#texts + 1] = problem_text(found) end
  if #texts > 0 then return concat(texts, "; ") end
  if next(problem) == nil then return nil end
  return problem_text(problem)
end

-- What is wrong with items, by index: the text by which each fails, and whether its key is to blame.
local function no_problems() return { text = {}, bad_key = {} } end

-- Notes what is wrong with an item in `faults`, for a person, and in `problems`, by which it fails. `first_place`
-- remembers the place of a key, and gives the place of the item that had it before.
local function examine(faults, problems, index, item, place, key, check, first_place)
  local texts = problems.text
  local function note(text)
    texts[index] = texts[index] and texts[index] .. "; " .. text or text
    faults[#faults + 1] = place .. ": " .. text
  end
  if key ~= nil then
    local ok, value = pcall(key_of, key, item)
    if not ok then
      problems.bad_key[index] = true
      note(words_of(value))
    else
      value = text_of(value)
      local odd = core.invisible(value)
      local first = first_place(value, place)
      problems.bad_key[index] = odd or first
      if odd then note("the key \"" .. value .. "\" has " .. odd) end
      if first then
        local text = "duplicate key \"" .. value .. "\" (" .. both(first, place) .. ")"
        texts[index] = text
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

-- Reads an iterator that can be read only once to its end: its items, their places, and how many are not blank.
local function read_whole(items)
  local list, places, index, count = {}, {}, 0, 0
  while true do
    local item, place = items()
    if item == nil then return list, places, count end
    index = index + 1
    list[index] = item
    places[index] = type(place) == "string" and place or "item " .. index
    if not is_blank(item) then count = count + 1 end
  end
end

-- Gives the items of a list with their places, one a call.
local function pull_placed(list, places)
  local index = 0
  return function()
    index = index + 1
    return list[index], places[index]
  end
end

-- Finds everything that is wrong with the items of a list before anything is sent. `item_places` is nil for a list of
-- the script's own.
local function check_items(name, items, item_places, key, check, on_bad_row)
  local places, faults, problems = {}, {}, no_problems()
  local function first_place(value, place)
    local first = places[value]
    if not first then places[value] = place end
    return first
  end
  for index, item in ipairs(items) do
    if not is_blank(item) then
      local place = item_places and item_places[index] or "item " .. index
      examine(faults, problems, index, item, place, key, check, first_place)
    end
  end
  report_faults(name, faults, on_bad_row)
  return problems
end

-- Finds everything that is wrong with the rows of a file before anything is sent, and counts them.
local function scan_rows(name, rows, keys, key, check, on_bad_row)
  local faults, problems, index, count = {}, no_problems(), 0, 0
  local function first_place(value, place) return core.seen(keys, value, place) end
  for row, place, flaw in rows do
    index = index + 1
    if not is_blank(row) then
      count = count + 1
      -- All rows of a file have the same columns: without the key's, no row can be an item.
      if count == 1 and type(key) == "string" and not flaw and rawget(row, key) == nil then
        core.fault(core.missing(row, key, place))
      end
      if flaw then
        problems.text[index], problems.bad_key[index] = flaw, true
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

-- Gives the items that are not blank, one a call: the item, its place and its number.
local function pull_all(items)
  local pull, index = pull_from(items), 0
  return function()
    while true do
      local item, place = pull()
      if item == nil then return nil end
      index = index + 1
      if not is_blank(item) then return item, type(place) == "string" and place or "item " .. index, index end
    end
  end
end

-- Takes an item that was read ahead and is begun now: the item, its place and number, its key, what is wrong with it.
local function take_entry(entries, number, key)
  local entry = entries[number]
  entries[number] = nil
  return entry.item, entry.place, entry.index, key, entry.problem
end

-- Gives those of the items that other machines leave to this one, with their keys and what is wrong with them; and what
-- it puts aside, by number. At most `most` of them are asked for at a time.
local function pull_own(run, items, key, problems, most)
  local pull, entries = pull_all(items), {}
  local ready, first, is_over = {}, 1, false

  local function meet(item, place, index)
    local problem, name = problems.text[index], nil
    if not problem and key ~= nil then
      local named, value = pcall(key_of, key, item)
      if named then name = value else problem = value end
    end
    local met, number
    if not problem then
      met, number = pcall(core.meet, run, item, name, place)
      if not met then problem = number end
    end
    if problem then number = core.meet_bad(run, place) end
    entries[number] = { item = item, place = place, index = index, problem = problem }
  end

  return function()
    while not stopping(run) do
      while ready[first] do
        local number = ready[first]
        ready[first] = nil
        first = first + 1
        local known = core.own(run, run, number)
        if known then return take_entry(entries, number, known) end
      end
      while not is_over and core.has_room(run) do
        local item, place, index = pull()
        if item == nil then is_over = true else meet(item, place, index) end
      end
      local own, settled = core.assign(run, most)
      if not own then return nil end
      for _, number in ipairs(settled) do entries[number] = nil end
      ready, first = own, 1
    end
  end, entries
end

-- Goes through the items that `pull` gives; gives the error that ended the run early, if one did.
local function go_through(run, pull, fn, key, workers, problems)
  local group = ordinal()
  local entries = {}
  local is_over, failure = false, nil

  local function stop_with(value)
    is_over = true
    if failure == nil then failure = value end
  end

  -- What is to be done about an item: an entry and its context, or nothing. `known` is its key if other machines may
  -- have it.
  local function examine_next(item, place, index, known, flaw)
    local named, name = known ~= nil, known
    if not known and key ~= nil then named, name = pcall(key_of, key, item) end
    local taken, entry, context
    local problem = flaw or problems.text[index]
    if problem then
      taken, entry = false, problem
    elseif key == nil or named then
      taken, entry, context = pcall(take, run, item, name, place)
    else
      taken, entry = false, name
    end
    if taken then return entry, context end
    -- One row is bad, and the others are not: it fails alone.
    local own_key = problem and not known and named and not problems.bad_key[index] and text_of(name) or nil
    local kept, why = pcall(core.bad, run, item, place, entry, problems.text[index] ~= nil, own_key)
    if not kept then stop_with(why) end
  end

  -- Starts the next item that is to be done; nil if there is none.
  local function start_next()
    while not is_over do
      local ok, item, place, index, known, flaw = pcall(pull)
      if not ok then
        stop_with(item)
      elseif item == nil or stopping(run) then
        is_over = true
      else
        local entry, context = examine_next(item, place, index, known, flaw)
        if entry then
          local handle = start(entry, group .. "." .. index, fn, item, context)
          entries[handle] = entry
          return handle
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

-- Gives what was put aside and is done here after all, in a part that was taken over. What has to be asked for again
-- stays aside.
local function pull_entries(run, part, entries, numbers)
  local index = 0
  return function()
    while index < #numbers do
      index = index + 1
      local number = numbers[index]
      local known = core.own(run, part, number)
      if known then return take_entry(entries, number, known) end
    end
  end
end

-- At the end of the input: waits until other machines have done their items, and does those of machines that were lost;
-- gives the error that ended it early, if one did.
local function help(run, entries, fn, key, workers, problems)
  while next(entries) ~= nil do
    local settled, part, numbers = core.next_part(run)
    for _, number in ipairs(settled) do entries[number] = nil end
    if not part then return nil end
    local taken <close> = part
    local pull = pull_entries(run, taken, entries, numbers)
    local ok, failure = pcall(go_through, taken, pull, fn, key, workers, problems)
    ok = ok and failure == nil
    core.end_part(run, taken, ok)
    if not ok then return failure end
  end
end

-- The same as `go_through` with the items that other machines do not have, until those of all are done.
local function go_through_own(run, items, fn, key, workers, problems)
  local pull, entries = pull_own(run, items, key, problems, workers)
  local ok, failure = pcall(go_through, run, pull, fn, key, workers, problems)
  ok = ok and failure == nil
  local is_stopping = stopping(run)
  core.end_part(run, run, ok)
  if not ok or is_stopping then return failure end
  return help(run, entries, fn, key, workers, problems)
end

local function run_through(name, items, fn, settings, source, key, workers, problems)
  -- Where somebody at a prompt interrupts it, no line after this one is reached.
  local run <close>, is_shared = core.open(name, settings, source.total, source.columns)
  local ok, failure
  if is_shared then
    ok, failure = pcall(go_through_own, run, items, fn, key, workers, problems)
  else
    ok, failure = pcall(go_through, run, pull_all(items), fn, key, workers, problems)
  end
  ok = ok and failure == nil
  local report, text = core.complete(run, ok)
  if not ok then error(failure, 0) end
  return setmetatable(report, {
    __name = "bulk.Report", __tostring = function() return text end, __metatable = "bulk.Report",
  })
end

function bulk.each(name, items, fn, options)
  local key, check, problems
  -- What is known of all items: how many there are, and their columns.
  local source = {}
  if type(options) == "table" then key, check = options.key, options.check end
  local settings, workers, on_bad_row = checks["bulk.each"](name, items, fn, options)
  if type(items) == "table" then
    source.total = check_list(items)
    if key ~= nil or check ~= nil then problems = check_items(name, items, nil, key, check, on_bad_row) end
  else
    local scan, rows, keys, columns = core.source(items)
    if scan then
      source.columns = columns
      problems, source.total = scan_rows(name, scan, keys, key, check, on_bad_row)
      items = rows
    elseif check ~= nil then
      -- Nothing is sent before all items were checked: they are held until then.
      local list, places
      list, places, source.total = read_whole(items)
      problems = check_items(name, list, places, key, check, on_bad_row)
      items = pull_placed(list, places)
    end
  end
  return run_through(name, items, fn, settings, source, key, workers, problems or no_problems())
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
