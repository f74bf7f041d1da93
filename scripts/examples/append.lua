--- Adds today's rows to a dataset and waits until they are in.
--- usage:  govscript run append.lua DATASET ROWS.csv
--- output: added 2 rows: INGESTION_SUCCESS
local dataset, file = args[1], args[2]
if not file then error("usage: govscript run append.lua DATASET ROWS.csv", 0) end

local rows = 0
for _ in csv.rows(file) do rows = rows + 1 end

local upload = datagov.append(dataset, file)
local result = datagov.wait(upload, { timeout = 3600 })
print(("added %d rows: %s"):format(rows, result.status))
