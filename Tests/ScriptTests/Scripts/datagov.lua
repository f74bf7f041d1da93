-- datagov as scripts see it.
local DATASET <const> = "d_1f0c5d6b7a8e49f2b3c4d5e6f7a80912"
local function write(path, columns, ...)
  local out <close> = csv.writer(path, columns)
  for _, row in ipairs({ ... }) do out:write(row) end
end

assert(datagov.whoami().email:find("@", 1, true))
local columns = { "short_url", "long_url", "created_at" }
write("rows.csv", columns, { "a", "https://www.example.gov.sg", "2026-01-31T00:00:00Z" })

assert(datagov.publish(DATASET, "rows.csv").status == "INGESTION_SUCCESS")
local upload = datagov.append("https://data.gov.sg/datasets/" .. DATASET .. "/view", "rows.csv")
assert(upload.mode == "append" and upload.rows == 1 and upload.dataset == DATASET)
assert(datagov.wait(upload).status == "INGESTION_SUCCESS")
assert(datagov.status(DATASET).finished and datagov.wait(DATASET).finished)

write("bad.csv", { "Not A Header" }, { "x" })
local ok, problem = pcall(function() return datagov.wait(datagov.upload(DATASET, "bad.csv")) end)
assert(not ok and problem.kind == "ingestion" and #problem.details > 0, tostring(problem))
assert(#problem.rows == #problem.details and problem.rows[1].message, json.encode(problem.rows))
assert(problem.rows[1].row == 1 and problem.rows[1].column == "Not A Header", json.encode(problem.rows))
ok, problem = pcall(datagov.publish, DATASET, "bad.csv")
assert(not ok and problem.kind == "data" and #problem.details == 4, tostring(problem))
assert(problem.hint:find("new_columns = true", 1, true), problem.hint)

write("new.csv", { "short_url", "long_url", "clicks" }, { "a", "https://www.example.gov.sg", 3 })
local check = datagov.check("new.csv", { dataset = DATASET })
assert(not check.ok and check.rows == 1 and #check.columns == 3 and #check.problems == 2)
assert(check.problems[1].line == 1 and check.problems[1].column == "created_at")
assert(datagov.check("new.csv").ok)
assert(datagov.publish(DATASET, "new.csv", { new_columns = true }).status == "INGESTION_SUCCESS")
assert(datagov.metadata(DATASET).columns[3].name == "clicks")

local visitors, months = "d_2a1d6e7c8b9f40a3c4d5e6f7a8b91023", {}
for row in datagov.rows(visitors, { filters = { museum = "National Museum" }, sort = "month desc" }) do
  months[#months + 1] = row.month
end
assert(table.concat(months, " ") == "2026-02 2026-01", table.concat(months, " "))
local first = {}
for row in datagov.rows(visitors, { limit = 3 }) do first[#first + 1] = row end
assert(#first == 3)
assert(datagov.download(visitors, "visitors.csv") == fs.stat("visitors.csv").size)
assert(fs.read("visitors.csv"):find("month,museum,visitors", 1, true) == 1)
assert(datagov.datasets()[1].datasetId:match("^d_%x+$"))

for row in datagov.rows(visitors, { limit = 1, fields = { "month" } }) do
  assert(row.month and not row.museum and not row._id)
end
ok, problem = pcall(function() datagov.rows(visitors, { fields = { "month", "years" } })() end)
assert(not ok and problem.kind == "data" and tostring(problem):find("no column 'years'", 1, true), tostring(problem))

-- Several are waited for at once, and each status is told with its dataset.
local seen = {}
local statuses = datagov.wait({ datagov.upload(DATASET, "rows.csv"), visitors }, {
  on_status = function(status, dataset) seen[dataset] = status.status end,
})
assert(#statuses == 2 and statuses[1].status == "INGESTION_SUCCESS" and statuses[2].finished)
assert(seen[DATASET], json.encode(seen))
ok, problem = pcall(datagov.wait, DATASET, { on_status = function() error("enough", 0) end })
assert(not ok and problem == "enough", tostring(problem))
ok, problem = pcall(datagov.wait, { datagov.upload(DATASET, "bad.csv"), visitors })
assert(not ok and problem.kind == "ingestion" and problem.call == "datagov.wait", tostring(problem))

ok, problem = pcall(datagov.upload, "d_1", "rows.csv")
assert(not ok and problem.kind == "data", tostring(problem))
ok, problem = pcall(datagov.upload, DATASET, "none.csv")
assert(not ok and tostring(problem):find("none.csv", 1, true), tostring(problem))
ok, problem = pcall(datagov.upload, DATASET, "/etc/passwd")
assert(not ok and problem.kind == "permission", tostring(problem))
ok, problem = pcall(datagov.wait, {})
assert(not ok and tostring(problem):find("expected what datagov.upload returned", 1, true), tostring(problem))
