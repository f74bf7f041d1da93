--- Replaces the rows of one dataset with a CSV file and waits until it is published.
--- usage:  govscript run publish.lua DATASET FILE.csv
--- Started again, it sends the file again: whatever is in the dataset then is replaced.
--- output: d_1f0c5d6b7a8e49f2b3c4d5e6f7a80912: INGESTION_SUCCESS
local dataset, file = args[1], args[2]
if not file then error("usage: govscript run publish.lua DATASET FILE.csv", 0) end

log.info("sending", file)
local result = datagov.publish(dataset, file, { timeout = 3600 })
print(("%s: %s"):format(dataset, result.status))
