--- Adds a file's rows to a dataset, once a day, and waits until they are in.
--- usage:  govscript run append.lua DATASET ROWS.csv
--- Killed or started again on the same day, it goes on: the rows are added once.
--- output: added 2 rows: INGESTION_SUCCESS
local dataset, file = args[1], args[2]
if not file then error("usage: govscript run append.lua DATASET ROWS.csv", 0) end

local name = ("append %s %s %s"):format(file, dataset, os.date("%Y-%m-%d"))
local added = bulk.once(name, function()
  local upload = datagov.append(dataset, file)
  local result = datagov.wait(upload, { timeout = 3600 })
  return { rows = upload.rows, status = result.status }
end)
print(("added %d rows: %s"):format(added.rows, added.status))
