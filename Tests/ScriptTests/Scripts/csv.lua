-- csv.rows and csv.writer as scripts see them.
local function raises(fn, ...)
  local ok, problem = pcall(fn, ...)
  assert(not ok, "no error")
  return tostring(problem), problem
end

do
  local out <close> = csv.writer("a.csv", { "name", "note", "count" })
  out:write({ name = "Ada", note = 'says "hi",\nand leaves', count = 3 })
  out:write({ "Grace", nil, 1.5 })
  assert(raises(out.write, out, { nmae = "x" }):find("nmae", 1, true))
  assert(not fs.exists("a.csv"), "the file appears when it is complete")
end

local rows = {}
for row in csv.rows("a.csv") do rows[#rows + 1] = row end
assert(#rows == 2)
assert(rows[1].name == "Ada" and rows[1].note == 'says "hi",\nand leaves' and rows[1].count == "3")
assert(rows[2].name == "Grace" and rows[2].note == "" and rows[2].count == "1.5")

do
  local more <close> = csv.writer("a.csv", { "name", "note", "count" }, { append = true })
  more:write({ name = "Alan" })
end
local lists = {}
for row in csv.rows("a.csv", { header = false }) do lists[#lists + 1] = row end
assert(#lists == 4 and lists[1][1] == "name" and lists[4][1] == "Alan")

do
  local out <close> = csv.writer("b.csv", { "x", "y" }, { separator = ";" })
  out:write({ x = "1;2", y = true })
end
local row = csv.rows("b.csv", { separator = ";" })()
assert(row.x == "1;2" and row.y == "true")

local words, problem = raises(csv.rows, "none.csv")
assert(problem.kind == "data" and words:find("cannot read 'none.csv': no such file", 1, true), words)
assert(raises(csv.rows, "/etc/passwd"):find("--allow-read", 1, true))
assert(raises(csv.rows, "a.csv", { separator = "ab" }):find("option 'separator'", 1, true))
assert(#fs.glob("*.csv") == 2 and fs.exists("a.csv") and not fs.exists("c.csv"))

-- Chosen columns, types, another separator that is found, and a copy.
fs.write("c.csv", "id;city;sum\n1;Paris;1,5\n2;Rome;\n")
local ids = {}
for chosen, place in csv.rows("c.csv", { columns = { "id" }, types = { id = "integer" } }) do
  assert(math.type(chosen.id) == "integer" and rawget(chosen, "city") == nil)
  words = raises(function() return chosen.city end)
  assert(words:find("has no column 'city'; there are 'id' of those chosen", 1, true), words)
  ids[#ids + 1] = place .. "=" .. chosen.id
end
assert(table.concat(ids, " ") == "c.csv:2=1 c.csv:3=2")
words = raises(csv.rows("c.csv", { types = { sum = "number" } }))
assert(words:find('c.csv:2: column \'sum\': "1,5" is not a number', 1, true), words)
assert(csv.copy("c.csv", "d.csv", { columns = { { "city", "CITY" }, "id" }, where = { city = { "Rome" } } }) == 1)
assert(fs.read("d.csv") == "CITY;id\nRome;2\n")
assert(raises(csv.copy, "c.csv", "/etc/d.csv"):find("--allow-write", 1, true))
assert(raises(csv.copy, "/etc/passwd", "d.csv"):find("--allow-read", 1, true))
