-- `links.check`: the loop over the rows, which may be an iterator of the script's. `links.on` gives one per service.
local host, arguments, examine, on = ...
local ipairs, type = host.ipairs, host.type

local function checker(service)
  return function(rows, ...)
    arguments(rows, ...)
    local pull, index, problems, places = rows, 0, {}, {}
    if type(rows) == "table" then
      local last = #rows
      pull = function() if index < last then return rows[index + 1] or false end end
    end
    local function report(place, text)
      problems[#problems + 1] = { place = place, text = place .. ": " .. text }
    end
    while true do
      local row, place = pull()
      if row == nil then return problems end
      index = index + 1
      place = type(place) == "string" and place or "item " .. index
      local faults, name = examine(row, service)
      for _, text in ipairs(faults) do report(place, text) end
      if name and places[name] then
        report(place, "the short URL \"" .. name .. "\" comes twice: first in " .. places[name])
      elseif name then
        places[name] = place
      end
    end
  end
end

return checker(), function(service, ...)
  local functions = on(service, ...)
  functions.check = checker(service)
  return functions
end
