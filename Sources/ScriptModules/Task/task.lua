-- The part of `task` that is Lua: loops over items, in the words of spawn, wait and first.
local host, core, checks = ...
local error, ipairs, pcall, sort, type = host.error, host.ipairs, host.pcall, host.table.sort, host.type
local pull_from, run_pool = host.pull_from, host.run_pool
local spawn_at, wait, cancel, ordinal = core.spawn_at, core.wait, core.cancel, core.ordinal
local task = {
  spawn = core.spawn, wait = core.wait, first = core.first, sleep = core.sleep, cancel = cancel,
}

-- Ends what is still running, and returns when it has ended.
local function stop(running)
  for _, handle in ipairs(running) do cancel(handle) end
  for _, handle in ipairs(running) do pcall(wait, handle) end
end

-- Runs fn for each item, at most `workers` at once, and takes the next item only when a worker is free.
-- finished(index, item, handle, running) is called for each, in the order in which they end.
local function run(name, items, fn, workers, finished)
  local progress <close> = core.progress(name, type(items) == "table" and #items or nil)
  local pull, group = pull_from(items), ordinal()
  local places, index = {}, 0
  run_pool(workers, function(running)
    local ok, item = pcall(pull)
    if not ok then
      stop(running)
      error(item, 0)
    end
    if item == nil then return nil end
    index = index + 1
    local handle = spawn_at(group .. "." .. index, fn, item, index)
    places[handle] = { index, item }
    return handle
  end, function(handle, running)
    local place = places[handle]
    places[handle] = nil
    core.advance(progress)
    finished(place[1], place[2], handle, running)
  end)
  return index
end

function task.map(items, fn, options)
  options = checks["task.map"](items, fn, options)
  local results, errors = {}, {}
  local collect = options.on_error == "collect"
  local count = run("task.map", items, fn, options.workers, function(index, item, handle, running)
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
  local count = run("task.each", items, fn, options.workers, function(index, item, handle, running)
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
