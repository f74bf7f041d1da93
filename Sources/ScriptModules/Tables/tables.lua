-- `tables`: iterators over rows, each made from another. Nothing is read before the first row is asked for.
local host, checks, core = ...
local ipairs, next, pcall, rawget, type = host.ipairs, host.next, host.pcall, host.rawget, host.type
local sort_list, find = host.table.sort, host.string.find
local fault, missing = core.fault, core.missing
local tables = {}

-- The rows of a list or an iterator, each with its place.
local function rows_of(name, items)
  local is_list, index, is_over = type(items) == "table", 0, false
  local last = is_list and #items
  return function()
    if is_over then return nil end
    index = index + 1
    local row, place
    if not is_list then
      row, place = items()
    elseif index <= last then
      row = items[index]
      if row == nil then fault(name, "item " .. index, "there is a gap in the list") end
    end
    if row == nil then
      is_over = true
      return nil
    end
    if type(place) ~= "string" then place = "item " .. index end
    if type(row) ~= "table" then
      fault(name, place, "expected a table of named fields, got a " .. type(row))
    end
    return row, place
  end
end

-- What `collect` gives, which reads all rows of a source. After an error the source has lost the rows that were read:
-- the rest alone would look like all of them.
local function once(name, collect)
  local is_begun, value = false, nil
  return function()
    if value == nil then
      if is_begun then fault(name, nil, "rows would be missing: an earlier call failed or has not ended") end
      is_begun = true
      value = collect()
    end
    return value
  end
end

-- The value of a column, and whether the row may have one.
local function look_up(row, column)
  local value = rawget(row, column)
  if value ~= nil then return value, true end
  -- Rows of a file raise an error for what is none of their columns.
  local ok, found = pcall(function() return row[column] end)
  return ok and found or nil, ok
end

local function value_of(name, row, column, place)
  local value, may_have = look_up(row, column)
  if not may_have then fault(name, place, missing(row, column)) end
  return value
end

-- A function that gives the key of a row: one value, or a list and how many there are.
local function key_reader(name, key)
  if type(key) == "function" then
    return function(row, place)
      local value = key(row, place)
      if type(value) == "table" then return value, #value end
      return value
    end
  elseif type(key) == "string" then
    return function(row, place) return value_of(name, row, key, place) end
  end
  return function(row, place)
    local values = {}
    for index, column in ipairs(key) do values[index] = value_of(name, row, column, place) end
    return values, #key
  end
end

-- A function that gives the key of a row as one text, and as a person reads it.
local function key_text_reader(name, key)
  local read = key_reader(name, key)
  return function(row, place)
    local value, count = read(row, place)
    -- Nearly all keys are texts: those are read directly, which saves a call for each row.
    if type(value) == "string" and value ~= "" and count == nil and not find(value, "[^ -~]") then
      return value, value
    end
    local text, shown = core.key_text(value, count)
    if text then return text, shown end
    if type(key) == "string" and rawget(row, key) == nil then fault(name, place, missing(row, key)) end
    fault(name, place, "the key is empty, or no text, number or boolean")
  end
end

local function duplicate(name, shown, first, place)
  fault(name, place, "duplicate key \"" .. shown .. "\", first at " .. first)
end

-- Raises what is wrong with columns that no row had.
local function check_seen(name, columns, seen, count, row)
  if count == 0 then return end
  for _, column in ipairs(columns) do
    if not seen[column] then fault(name, nil, missing(row, column)) end
  end
end

-- Goes through rows and makes each anew. `change(row, place, seen)` notes in `seen` the columns it met.
local function changed_rows(name, items, columns, change)
  local pull, seen, count, last = rows_of(name, items), {}, 0, nil
  return function()
    local row, place = pull()
    if row == nil then
      check_seen(name, columns, seen, count, last)
      count = 0
      return nil
    end
    count, last = count + 1, row
    if count == 1 then
      -- The columns of a file are known at its first row, whether or not it has a value there.
      for _, column in ipairs(columns) do value_of(name, row, column, place) end
    end
    return change(row, place, seen), place
  end
end

function tables.rename(items, names)
  checks["tables.rename"](items, names)
  local columns = {}
  for column in next, names do columns[#columns + 1] = column end
  sort_list(columns)
  return changed_rows("tables.rename", items, columns, function(row, place, seen)
    local renamed = {}
    for column, value in next, row do
      local name = names[column]
      if name then seen[column] = true else name = column end
      if renamed[name] ~= nil then
        fault("tables.rename", place, "there would be two columns '" .. core.shown(name) .. "'")
      end
      renamed[name] = value
    end
    return renamed
  end)
end

function tables.drop(items, columns)
  checks["tables.drop"](items, columns)
  local dropped = {}
  for _, column in ipairs(columns) do dropped[column] = true end
  return changed_rows("tables.drop", items, columns, function(row, _, seen)
    local rest = {}
    for column, value in next, row do
      if dropped[column] then seen[column] = true else rest[column] = value end
    end
    return rest
  end)
end

function tables.map(items, fn)
  checks["tables.map"](items, fn)
  local pull = rows_of("tables.map", items)
  return function()
    local row, place = pull()
    if row == nil then return nil end
    local made = fn(row, place)
    if type(made) ~= "table" then
      fault("tables.map", place, "the function gave a " .. type(made) .. ", not a row; tables.filter leaves rows out")
    end
    return made, place
  end
end

function tables.filter(items, fn)
  checks["tables.filter"](items, fn)
  local pull = rows_of("tables.filter", items)
  return function()
    while true do
      local row, place = pull()
      if row == nil then return nil end
      if fn(row, place) then return row, place end
    end
  end
end

function tables.sort(items, key, options)
  options = checks["tables.sort"](items, key, options)
  local pull, read, kinds = rows_of("tables.sort", items), key_reader("tables.sort", key), {}
  local sorted = once("tables.sort", function()
    local sorter = core.sorter(options.descending, options.as_numbers)
    local count, has_key, last = 0, false, nil
    for row, place in pull do
      local value, values = read(row, place)
      has_key = has_key or value ~= nil
      core.add(sorter, row, place, value, values or -1, kinds)
      count, last = count + 1, row
    end
    if not has_key and count > 0 and type(key) == "string" then
      fault("tables.sort", nil, missing(last, key))
    end
    core.finish(sorter)
    return sorter
  end)
  return function() return core.next(sorted(), kinds) end
end

-- The text that all fields of a row make up.
local function content_text(row, place)
  local names, values = {}, {}
  for column in next, row do
    if type(column) ~= "string" then
      fault("tables.dedup", place, "the row has fields without a name: give { key = … }")
    end
    names[#names + 1] = column
  end
  sort_list(names)
  for _, column in ipairs(names) do
    values[#values + 1] = column
    values[#values + 1] = row[column]
  end
  local text = core.key_text(values, #values, true)
  if not text then fault("tables.dedup", place, "a field is a table: give { key = … }") end
  return text, "all columns"
end

function tables.dedup(items, options)
  local key = type(options) == "table" and options.key or nil
  options = checks["tables.dedup"](items, options)
  local pull, places = rows_of("tables.dedup", items), {}
  local read = key ~= nil and key_text_reader("tables.dedup", key) or content_text
  return function()
    while true do
      local row, place = pull()
      if row == nil then return nil end
      local text, shown = read(row, place)
      if not places[text] then
        places[text] = place
        return row, place
      elseif options.on_duplicate == "error" then
        duplicate("tables.dedup", shown, places[text], place)
      end
    end
  end
end

-- The rows of a table by key, with their places, and the keys in order.
local function indexed(name, pull, read)
  local rows, places, order = {}, {}, {}
  for row, place in pull do
    local text, shown = read(row, place)
    if rows[text] then duplicate(name, shown, places[text], place) end
    rows[text], places[text], order[#order + 1] = row, place, text
  end
  return rows, places, order
end

-- The columns that the rows of an index have, apart from some.
local function columns_of(rows, but)
  local columns, known = {}, {}
  for _, row in next, rows do
    for column in next, row do
      if not known[column] and not but[column] then
        known[column] = true
        columns[#columns + 1] = column
      end
    end
  end
  return columns
end

function tables.join(left, right, key, options)
  local right_key = type(options) == "table" and options.right_key or key
  options = checks["tables.join"](left, right, key, options)
  local name = "tables.join"
  local pull, pull_right = rows_of(name, left), rows_of(name, right)
  local read, read_right = key_text_reader(name, key), key_text_reader(name, right_key)
  local columns
  local others = once(name, function()
    local but = {}
    if type(right_key) == "string" then but[right_key] = true end
    if type(right_key) == "table" then
      for _, column in ipairs(right_key) do but[column] = true end
    end
    local rows = indexed(name, pull_right, read_right)
    columns = columns_of(rows, but)
    return rows
  end)
  local function joined(row, other, place)
    local both, twice = core.joined(row, other, columns)
    if both then return both end
    local column = core.shown(columns[twice])
    fault(name, place, "both tables have a column '" .. column .. "': rename or drop one of them")
  end
  return function()
    local by_key = others()
    while true do
      local row, place = pull()
      if row == nil then return nil end
      local other = by_key[read(row, place)]
      if other or options.how == "left" then return joined(row, other, place), place end
    end
  end
end

local function is_same(a, b)
  if a == b then return true end
  if type(a) ~= "table" or type(b) ~= "table" then return core.text(a) == core.text(b) end
  for name, value in next, a do
    if not is_same(value, b[name]) then return false end
  end
  for name in next, b do
    if a[name] == nil then return false end
  end
  return true
end

-- The columns in which two rows differ, in order.
local function differences(before, after)
  local columns = {}
  for column, value in next, before do
    if not is_same(value, rawget(after, column)) then columns[#columns + 1] = core.shown(column) end
  end
  for column, value in next, after do
    if rawget(before, column) == nil and not is_same(nil, value) then columns[#columns + 1] = core.shown(column) end
  end
  sort_list(columns)
  return columns
end

function tables.diff(before, after, key)
  checks["tables.diff"](before, after, key)
  local name = "tables.diff"
  local pull_before, pull, read = rows_of(name, before), rows_of(name, after), key_text_reader(name, key)
  local old_places, order
  local known = once(name, function()
    local rows
    rows, old_places, order = indexed(name, pull_before, read)
    return rows
  end)
  local places, removed = {}, 0
  local function next_removed(old)
    while removed < #order do
      removed = removed + 1
      local text = order[removed]
      if not places[text] then
        local _, shown = read(old[text], old_places[text])
        return { change = "removed", key = shown, columns = {}, before = old[text] }, old_places[text]
      end
    end
    return nil
  end
  return function()
    local old = known()
    while true do
      local row, place = pull()
      if row == nil then return next_removed(old) end
      local text, shown = read(row, place)
      if places[text] then duplicate(name, shown, places[text], place) end
      places[text] = place
      if not old[text] then return { change = "added", key = shown, columns = {}, after = row }, place end
      local columns = differences(old[text], row)
      if #columns > 0 then
        return { change = "changed", key = shown, columns = columns, before = old[text], after = row }, place
      end
    end
  end
end

return tables
