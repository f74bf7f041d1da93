-- The functions of `datagov` that take a file or rows, and those that wait, made of the host's functions.
local host, checked, send, core, await, events, examine, clock = ...
local type, next, pcall, error, pull_from = host.type, host.next, host.pcall, host.error, host.pull_from
local gsub = host.string.gsub

-- The results of a part of a call; its error is one of the call that the script has made.
local function results(call, worked, ...)
  if worked then return ... end
  local problem = ...
  local part = type(problem) == "table" and problem.call
  if part and part ~= call then
    problem.call = call
    local name = "^" .. gsub(part, "%p", "%%%0") .. ":"
    problem.message = (gsub(problem.message, name, call .. ":"))
  end
  error(problem, 0)
end

local function within(call, step, ...) return results(call, pcall(step, ...)) end

local function wait(awaited, options)
  -- Functions stay in the script's own table.
  local on_status = type(options) == "table" and options.on_status or nil
  options = checked.wait(awaited, options)
  if not on_status then return await(awaited, { timeout = options.timeout }) end
  for event in events(awaited, options.timeout) do
    if event.result then return event.result end
    on_status(event.status, event.dataset)
  end
end

-- The seconds that are left of a call's time, for each of its parts.
local function countdown(timeout)
  local deadline = clock() + timeout
  return function()
    local seconds = deadline - clock()
    return seconds > 0.001 and seconds or 0.001
  end
end

-- A file without a name that holds the rows of a list or an iterator.
local function spooled(call, rows, columns)
  local pull = pull_from(rows)
  local row = pull()
  local spool = core.spool(call, columns or core.columns(row, call))
  while row ~= nil do
    core.add(spool, row)
    row = pull()
  end
  core.complete(spool)
  return spool
end

-- Calls body(file) with the path of a file, or with the rows that are given in its place.
local function with_file(call, file, columns, body)
  if type(file) == "string" then
    if columns then core.misused(call) end
    return body(file)
  end
  local spool = spooled(call, file, columns)
  local ok, result = pcall(body, spool)
  core.drop(spool)
  if ok then return result end
  error(result, 0)
end

-- The options without those that only this file knows.
local function passed_on(options)
  if options == nil then return nil end
  local rest = {}
  for key, value in next, options do
    if key ~= "columns" then rest[key] = value end
  end
  return rest
end

-- A function of a dataset and a file: checks the arguments, and hands the file on, or the rows in its place.
local function taker(call, check, take)
  return function(dataset, file, options)
    local columns = check(dataset, file, options).columns
    return with_file(call, file, columns, function(given) return take(dataset, given, passed_on(options)) end)
  end
end

local upload = taker("datagov.upload", checked.upload, send.replacement)
local append = taker("datagov.append", checked.append, send.addition)
local diff = taker("datagov.diff", checked.diff, send.difference)

local function check(file, options)
  local columns = checked.check(file, options).columns
  return with_file("datagov.check", file, columns, function(given) return send.checking(given, passed_on(options)) end)
end

local function publish(dataset, file, options)
  options = checked.publish(dataset, file, options)
  local left = countdown(options.timeout)
  local upload_sent = with_file("datagov.publish", file, options.columns, function(sent)
    within("datagov.publish", examine, dataset, sent, options, left())
    local sending = { timeout = left(), check = false, backup = options.backup }
    return within("datagov.publish", send.replacement, dataset, sent, sending)
  end)
  return within("datagov.publish", wait, upload_sent, { timeout = left() })
end

local function restore(dataset, file, options)
  options = checked.restore(dataset, file, options)
  local left = countdown(options.timeout)
  -- What is restored was there before, whatever a check would say of it.
  local sent = within("datagov.restore", send.replacement, dataset, file, { timeout = left(), check = false })
  return within("datagov.restore", wait, sent, { timeout = left() })
end

return upload, append, wait, check, publish, restore, diff
