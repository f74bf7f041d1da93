-- The part of `task` that is Lua: loops over items, in the words of spawn, wait and first.
local host, core, checks = ...
local error, ipairs, pcall, type = host.error, host.ipairs, host.pcall, host.type
local remove, sort = host.table.remove, host.table.sort
local spawn_at, wait, cancel, ordinal = core.spawn_at, core.wait, core.cancel, core.ordinal
local task = {
  spawn = core.spawn, wait = core.wait, first = core.first, sleep = core.sleep, cancel = cancel,
}

local function pull_from(items)
  if type(items) == "function" then return items end
  local index, last = 0, #items
  return function()
    index = index + 1
    if index <= last then return items[index] end
  end
end

-- Ends what is still running, and returns when it has ended.
local function stop(running)
  for _, handle in ipairs(running) do cancel(handle) end
  for _, handle in ipairs(running) do pcall(wait, handle) end
end

-- Runs fn for each item, at most `workers` at once, and takes the next item only when a worker is free.
-- finished(index, item, handle) is called for each, in the order in which they end.
local function run(items, fn, workers, finished)
  local pull, group = pull_from(items), ordinal()
  local running, where, index, ended = {}, {}, 0, false
  repeat
    while not ended and #running < workers do
      local ok, item = pcall(pull)
      if not ok then
        stop(running)
        error(item, 0)
      elseif item == nil then
        ended = true
      else
        index = index + 1
        local handle = spawn_at(group .. "." .. index, fn, item, index)
        running[#running + 1] = handle
        where[handle] = { index, item, #running }
      end
    end
    if #running > 0 then
      local done = core.first_ended(running)
      local place = where[done]
      where[done] = nil
      local moved = remove(running)
      if moved ~= done then
        running[place[3]] = moved
        where[moved][3] = place[3]
      end
      finished(place[1], place[2], done, running)
    end
  until ended and #running == 0
  return index
end

function task.map(items, fn, options)
  options = checks["task.map"](items, fn, options)
  local results, errors = {}, {}
  local collect = options.on_error == "collect"
  local count = run(items, fn, options.workers, function(index, item, handle, running)
    local ok, value = pcall(wait, handle)
    if ok then
      results[index] = value
    elseif collect then
      errors[#errors + 1] = { index = index, item = item, error = value }
    else
      stop(running)
      error(value, 0)
    end
  end)
  results.n = count
  if collect then
    sort(errors, function(a, b) return a.index < b.index end)
    return results, errors
  end
  return results
end

function task.each(items, fn, options)
  options = checks["task.each"](items, fn, options)
  local errors = {}
  local collect = options.on_error == "collect"
  local count = run(items, fn, options.workers, function(index, item, handle, running)
    local ok, value = pcall(wait, handle)
    if ok then return end
    if not collect then
      stop(running)
      error(value, 0)
    end
    errors[#errors + 1] = { index = index, item = item, error = value }
  end)
  sort(errors, function(a, b) return a.index < b.index end)
  return count, collect and errors or nil
end

function task.timeout(seconds, fn)
  checks["task.timeout"](seconds, fn)
  local work = core.spawn(fn)
  local alarm = core.spawn(core.sleep, seconds)
  local done = core.first_ended({ work, alarm })
  if done == work then
    cancel(alarm)
    return wait(work)
  end
  cancel(work)
  pcall(wait, work)
  core.time_out(seconds)
end

return task
