-- `links.check`: the loop over the rows, which may be an iterator of the script's. `links.on` gives one per service.
local host, arguments, examine, on = ...
local concat, ipairs, next, type = host.table.concat, host.ipairs, host.next, host.type

-- One row of named fields rather than a list of rows.
local function is_row(rows)
  return type(rows) == "table" and #rows == 0 and type((next(rows))) == "string"
end

local function check_row(row, service, columns)
  local texts = {}
  for _, fault in ipairs(examine(row, service, columns) or {}) do texts[#texts + 1] = fault.text end
  return #texts > 0 and concat(texts, "; ") or nil
end

local function check_rows(rows, service, columns)
  local pull, index, problems, places, missing = rows, 0, {}, {}, {}
  if type(rows) == "table" then
    local last = #rows
    pull = function() if index < last then return rows[index + 1] or false end end
  end
  local function report(place, fault)
    -- Where a column is missing, it is in most rows; one line says so.
    if fault.is_missing then
      if missing[fault.text] then return end
      missing[fault.text] = true
    end
    problems[#problems + 1] = {
      place = place, text = place .. ": " .. fault.text, column = fault.column, hint = fault.hint,
    }
  end
  while true do
    local row, place = pull()
    if row == nil then return problems end
    index = index + 1
    place = type(place) == "string" and place or "item " .. index
    local faults, name, column = examine(row, service, columns)
    for _, fault in ipairs(faults or {}) do report(place, fault) end
    if name and places[name] then
      local text = "duplicate short URL \"" .. name .. "\", first used at " .. places[name]
      report(place, { text = text, column = column })
    elseif name then
      places[name] = place
    end
  end
end

local function checker(service)
  return function(rows, ...)
    local columns = arguments(rows, ...).columns
    if is_row(rows) then return check_row(rows, service, columns) end
    return check_rows(rows, service, columns)
  end
end

return checker(), function(service, ...)
  local functions = on(service, ...)
  functions.check = checker(service)
  return functions
end
