-- What the loops of `task`, `bulk` and `csv` share, for them in the table of originals.
local host, first_ended = ...
local type, remove = host.type, host.table.remove

-- pull_from(items) → function: the items of a list, or what an iterator gives, one a call; nil at the end.
function host.pull_from(items)
  if type(items) == "function" then return items end
  local index, last = 0, #items
  return function()
    index = index + 1
    if index <= last then return items[index] end
  end
end

-- run_pool(workers, start, finished): keeps tasks running, at most `workers` at once, until all have ended.
-- start(running) → handle: starts the next task; nil if there is none. Called when a worker is free.
-- finished(handle, running): called for each task that has ended, in that order; `running` are the others.
function host.run_pool(workers, start, finished)
  local running, places, is_over = {}, {}, false
  repeat
    while not is_over and #running < workers do
      local handle = start(running)
      if handle == nil then
        is_over = true
      else
        running[#running + 1] = handle
        places[handle] = #running
      end
    end
    if #running > 0 then
      local done = first_ended(running)
      local moved = remove(running)
      if moved ~= done then
        running[places[done]] = moved
        places[moved] = places[done]
      end
      places[done] = nil
      finished(done, running)
    end
  until is_over and #running == 0
end
