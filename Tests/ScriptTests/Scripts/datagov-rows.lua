-- Rows that are sent to datasets without a file of the script's.
local VISITORS <const> = "d_2a1d6e7c8b9f40a3c4d5e6f7a8b91023"
local columns <const> = { "month", "museum", "visitors" }

local function count_to(last)
  local number = 0
  return function()
    number = number + 1
    if number <= last then
      return { month = ("2026-%02d"):format((number - 1) % 12 + 1), museum = "A, \"B\"\nC", visitors = number }
    end
  end
end

-- A list and an iterator of records; the columns of the first row, or those that are given.
local upload = datagov.append(VISITORS, { { month = "2026-03", museum = "M", visitors = 7 } })
assert(upload.mode == "append" and upload.rows == 1, json.encode(upload))
assert(datagov.wait(upload).status == "INGESTION_SUCCESS")
assert(datagov.publish(VISITORS, count_to(9), { columns = columns }).status == "INGESTION_SUCCESS")
local rows = {}
for row in datagov.rows(VISITORS) do rows[#rows + 1] = row end
assert(#rows == 9 and rows[9].month == "2026-09" and rows[9].museum == "A, \"B\"\nC", json.encode(rows[9]))

-- What tables and other modules give.
csv.write("in.csv", { { m = "2026-10", place = "X", n = "5" }, { m = "2026-11", place = "", n = "6" } })
local renamed = tables.rename(csv.rows("in.csv"), { m = "month", place = "museum", n = "visitors" })
upload = datagov.append(VISITORS, tables.filter(renamed, function(row) return row.museum ~= "" end), {
  columns = columns,
})
assert(upload.rows == 1 and datagov.wait(upload).finished)
-- Lists in the order of the columns.
assert(datagov.wait(datagov.upload(VISITORS, { { "2026-12", "Y", 1 } }, { columns = columns })).finished)

local function problem_of(...)
  local ok, problem = pcall(...)
  assert(not ok, "no error")
  return problem
end

-- What is wrong is said of the row, and nothing is sent.
local before = datagov.status(VISITORS)
local bad = { { month = "2026-01", museum = "M", visitors = 1 }, { month = "2026-02", museum = {}, visitors = 2 } }
local problem = problem_of(datagov.append, VISITORS, bad, { columns = columns })
assert(problem.kind == "data" and tostring(problem):find("datagov.append: row 2: ", 1, true), tostring(problem))
bad[2] = { month = "2026-02", museum = "M", visitors = 2, more = 3 }
problem = problem_of(datagov.append, VISITORS, bad, { columns = columns })
assert(tostring(problem):find("datagov.append: row 2: ", 1, true), tostring(problem))
bad[2] = "2026-02"
problem = problem_of(datagov.append, VISITORS, bad)
assert(tostring(problem):find("row 2: expected a table, got string", 1, true), tostring(problem))
bad[2] = { month = "2026-02", museum = "line\nbreak", visitors = "N\1A" }
problem = problem_of(datagov.append, VISITORS, bad, { columns = columns })
assert(tostring(problem):find("datagov.append: the rows, row 2: column 'visitors': ", 1, true), tostring(problem))
assert(not tostring(problem.hint):find("check-data", 1, true), problem.hint)
problem = problem_of(datagov.publish, VISITORS, { { a = 1 } })
assert(problem.details[1]:find("^the rows: column '"), problem.details[1])
problem = problem_of(datagov.upload, VISITORS, {})
assert(tostring(problem):find("datagov.upload: no rows were given", 1, true), tostring(problem))
assert(problem.hint:find("columns = {", 1, true), problem.hint)
problem = problem_of(datagov.upload, VISITORS, {}, { columns = columns })
assert(tostring(problem):find("the rows: the file has a header and no rows", 1, true), tostring(problem))
problem = problem_of(datagov.upload, VISITORS, { { a = 1 } }, { columns = { "a", "a" } })
assert(problem.kind == "data", tostring(problem))
problem = problem_of(datagov.upload, VISITORS, "in.csv", { columns = columns })
assert(problem.kind == "usage" and tostring(problem):find("a file has its own columns", 1, true), tostring(problem))
problem = problem_of(datagov.upload, VISITORS, 7)
assert(tostring(problem):find("expected a file, a list of rows or an iterator, got number", 1, true), tostring(problem))
-- The iterator's own errors come through.
problem = problem_of(datagov.upload, VISITORS, function() error("my own", 0) end)
assert(problem == "my own", tostring(problem))
assert(json.encode(datagov.status(VISITORS)) == json.encode(before))

-- Several at once, the same rows among them; an iterator may itself wait.
local RAINFALL <const> = "d_3b2e7f8d9ca051b4d5e6f7a8b9c02134"
local function append_own()
  local fields = { "date", "station", "rainfall_mm" }
  return datagov.append(RAINFALL, datagov.rows(RAINFALL, { fields = fields }), { columns = fields })
end
local first, second = task.spawn(append_own), task.spawn(append_own)
assert(datagov.wait(task.wait(first)).finished and datagov.wait(task.wait(second)).finished)
assert(datagov.publish(VISITORS, count_to(400), { columns = columns, allow = { "line-break" } }).finished)
