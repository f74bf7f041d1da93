--- Adds a file's rows to a dataset, once a day, and waits until they are in.
--- usage:  govscript run append.lua DATASET ROWS.csv [DAY]
--- Killed or started again on the same day, it resumes: the rows are added once. DAY, such as 2026-01-31, resumes the
--- run of another day.
--- output: added 2 rows: INGESTION_SUCCESS
local dataset, file = args[1], args[2]
if not file then error("usage: govscript run append.lua DATASET ROWS.csv [DAY]", 0) end
local today, yesterday = os.date("%Y-%m-%d"), os.date("%Y-%m-%d", os.time() - 24 * 3600)

local function run_of(day) return ("append %s %s %s"):format(file, dataset, day) end

-- After midnight, a run that was cut off is not taken for a new one.
local last = bulk.status(run_of(yesterday))
if not args[3] and last and last.pending + last.uncertain > 0 then
  error(("the run of %s is not finished: give %s as DAY"):format(yesterday, yesterday), 0)
end
local check = datagov.check(file)
-- A file without even a header is a mistake, of which datagov.append tells.
if check.rows == 0 and #check.columns > 0 then return print("added 0 rows: " .. file .. " has none") end

local is_new = false
local added = bulk.once(run_of(args[3] or today), function()
  is_new = true
  local modified = fs.stat(file).modified
  local result = datagov.wait(datagov.append(dataset, file), { timeout = 3600 })
  return { rows = check.rows, status = result.status, modified = modified }
end)
if fs.stat(file).modified ~= added.modified then
  log.warn(file, "has changed since its rows were added; nothing was sent")
end
if is_new then
  print(("added %d rows: %s"):format(added.rows, added.status))
else
  print(("added nothing new: the %d rows of %s are in already; give a DAY to add more"):format(added.rows, file))
end
