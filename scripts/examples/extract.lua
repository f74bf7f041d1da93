--- Writes the rows of a published dataset that have a certain value to a CSV file. Needs no key.
--- usage:  govscript run extract.lua DATASET COLUMN VALUE FILE.csv
--- output: 2 rows in museum.csv
local dataset, column, value, file = args[1], args[2], args[3], args[4]
if not file then error("usage: govscript run extract.lua DATASET COLUMN VALUE FILE.csv", 0) end

local names = {}
for _, each in ipairs(datagov.metadata(dataset).columns) do names[#names + 1] = each.name end

local out <close> = csv.writer(file, names)
local count = 0
for row in datagov.rows(dataset, { filters = { [column] = value } }) do
  -- Rows have a column _id of the service's own, which is not the dataset's.
  row._id = nil
  out:write(row)
  count = count + 1
end
print(("%d rows in %s"):format(count, file))
