-- Backups, restored rows and differences of datasets as scripts see them.
local visitors <const> = "d_2a1d6e7c8b9f40a3c4d5e6f7a8b91023"
local function write(path, columns, ...)
  local out <close> = csv.writer(path, columns)
  for _, row in ipairs({ ... }) do out:write(row) end
end

local ok, problem
assert(datagov.download(visitors, "visitors.csv") == fs.stat("visitors.csv").size)

-- What was there before is kept, and can be put back.
local before = fs.read("visitors.csv")
write("other.csv", { "month", "museum", "visitors" }, { "2026-09", "Other", "1" })
local less = { backup = "before.csv", allow = { "fewer-rows" } }
assert(datagov.publish(visitors, "other.csv", less).status == "INGESTION_SUCCESS")
assert(fs.read("before.csv") == before)
assert(datagov.restore(visitors, "before.csv").status == "INGESTION_SUCCESS")
assert(datagov.download(visitors, "again.csv") == #before and fs.read("again.csv") == before)
ok, problem = pcall(datagov.upload, visitors, "other.csv", { backup = "/etc/before.csv" })
assert(not ok and problem.kind == "permission", tostring(problem))

-- What a file would change is known before it is sent.
local changed = csv.read("before.csv")
local last = changed[#changed]
changed[1].visitors, changed[#changed] = "7", { month = "2026-12", museum = "Other", visitors = "1" }
csv.write("changed.csv", changed, { header = { "month", "museum", "visitors" } })
local diff = datagov.diff(visitors, "changed.csv", { key = { "month", "museum" } })
assert(diff.added == 1 and diff.removed == 1 and diff.changed == 1 and diff.same == #changed - 2, json.encode(diff))
assert(diff.added_rows[1].month == "2026-12" and diff.removed_rows[1].month == last.month)
assert(diff.changed_rows[1].after.visitors == "7" and diff.changed_rows[1].before.visitors ~= "7")
assert(table.concat(diff.changed_rows[1].columns) == "visitors")
diff = datagov.diff(visitors, "changed.csv")
assert(diff.added == 2 and diff.removed == 2 and diff.changed == 0, json.encode(diff))
assert(datagov.diff(visitors, "before.csv").same == #changed)
changed[#changed + 1] = changed[2]
csv.write("twice.csv", changed, { header = { "month", "museum", "visitors" } })
ok, problem = pcall(datagov.diff, visitors, "twice.csv", { key = { "month", "museum" } })
assert(not ok and problem.kind == "data", tostring(problem))
assert(tostring(problem):find("lines 3 and " .. #changed + 1 .. " of twice.csv", 1, true), tostring(problem))
ok, problem = pcall(datagov.diff, visitors, "changed.csv", { key = "years" })
assert(not ok and tostring(problem):find("has no column 'years'", 1, true), tostring(problem))

-- Rows are compared as a file is.
diff = datagov.diff(visitors, csv.rows("changed.csv"), { key = { "month", "museum" } })
assert(diff.added == 1 and diff.removed == 1 and diff.changed == 1, json.encode(diff))
diff = datagov.diff(visitors, { { visitors = 1, month = "2026-12" } }, { columns = { "month", "visitors" } })
assert(diff.added == 1 and table.concat(diff.lost_columns) == "museum", json.encode(diff))
ok, problem = pcall(datagov.diff, visitors, csv.rows("twice.csv"), { key = { "month", "museum" } })
local words = "rows 2 and " .. #changed .. " of the rows have the same key"
assert(not ok and tostring(problem):find(words, 1, true), tostring(problem))
ok, problem = pcall(datagov.diff, visitors, "changed.csv", { columns = { "month" } })
assert(not ok and problem.kind == "usage", tostring(problem))
