--- The examples that only read.
--- usage:  govscript test scripts/examples
local VISITORS <const> = "d_2a1d6e7c8b9f40a3c4d5e6f7a8b91023"

test.case("check_folder: counts what can be published", {
  csv = {
    ["data/" .. VISITORS .. ".csv"] = "month,museum,visitors\n2026-03,National Museum,40112\n",
    ["data/d_00000000000000000000000000000000.csv"] = "a,a\n1\n",
  },
}, function(t)
  local run = t.run("check_folder.lua", { "data" })
  t.contains(run.output, "of 2 files can be published")
  t.equal(#t.requests({ method = "PUT" }), 0)
end)

test.case("clicks: lists every link", {
  links = {
    { shortUrl = "a", longUrl = "https://www.example.gov.sg/a", clicks = 3 },
    { shortUrl = "b", longUrl = "https://www.example.gov.sg/b", clicks = 9 },
  },
}, function(t)
  t.equal(t.run("clicks.lua", { "report.csv" }).output, "2 links, 12 clicks; most clicked: b\n")
  t.contains(t.file("report.csv"), "b,https://www.example.gov.sg/b,ACTIVE,9,")
end)

test.case("extract: keeps the rows with the value", {}, function(t)
  local run = t.run("extract.lua", { VISITORS, "museum", "National Museum", "museum.csv" })
  t.equal(run.output, "2 rows in museum.csv\n")
  t.contains(t.file("museum.csv"), "2026-01,National Museum,41250\n")
end)
