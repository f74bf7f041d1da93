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
local ok, problem = pcall(datagov.publish, DATASET, "bad.csv")
assert(not ok and problem.kind == "ingestion" and #problem.details > 0, tostring(problem))

ok, problem = pcall(datagov.upload, "d_1", "rows.csv")
assert(not ok and problem.kind == "data", tostring(problem))
ok, problem = pcall(datagov.upload, DATASET, "none.csv")
assert(not ok and tostring(problem):find("none.csv", 1, true), tostring(problem))
ok, problem = pcall(datagov.upload, DATASET, "/etc/passwd")
assert(not ok and problem.kind == "permission", tostring(problem))
ok, problem = pcall(datagov.wait, {})
assert(not ok and tostring(problem):find("expected what datagov.upload returned", 1, true), tostring(problem))
