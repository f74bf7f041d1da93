--- The examples that write: each is killed at every step boundary of its durable runs and started again.
--- usage:  govscript test scripts/examples
local VISITORS <const>, RAINFALL <const> = "d_2a1d6e7c8b9f40a3c4d5e6f7a8b91023", "d_3b2e7f8d9ca051b4d5e6f7a8b9c02134"

--- What every one of them has to be: within the limits, and nothing done twice.
local function kept(t)
  t.never_over_the_limit()
  t.nothing_twice()
end

local rows = { csv = { ["rows.csv"] = "month,museum,visitors\n2026-03,National Museum,40112\n2026-03,Other,7\n" } }

test.case("append: the rows are added once", rows, function(t)
  t.equal(t.run("append.lua", { VISITORS, "rows.csv" }).output, "added 2 rows: INGESTION_SUCCESS\n")
  t.equal(t.run("append.lua", { VISITORS, "rows.csv" }).exit, 0)
  t.contains(t.dataset(VISITORS), "2026-03,National Museum,40112\n")
  kept(t)
end)

test.case("append: resumes anywhere", rows, function(t)
  t.equal(t.resumes_anywhere("append.lua", { VISITORS, "rows.csv" }), 3)
end)

local active = {
  links = {
    { shortUrl = "apply", longUrl = "https://www.example.gov.sg/apply" },
    { shortUrl = "renew", longUrl = "https://www.example.gov.sg/renew" },
    { shortUrl = "old", longUrl = "https://www.example.gov.sg/old", state = "INACTIVE" },
    { shortUrl = "taken", longUrl = "https://www.example.gov.sg/taken" },
    { service = "forsg", shortUrl = "taken", longUrl = "https://other.example.gov.sg/" },
  },
}

test.case("move: copies the active links", active, function(t)
  local run = t.run("move.lua")
  t.equal(run.exit, 0)
  t.equal(#t.links({ service = "forsg" }), 3)
  kept(t)
end)

test.case("move: resumes anywhere", active, function(t) t.less(5, t.resumes_anywhere("move.lua")) end)

test.case("publish: replaces the rows", rows, function(t)
  t.equal(t.run("publish.lua", { VISITORS, "rows.csv" }).output, VISITORS .. ": INGESTION_SUCCESS\n")
  t.equal(t.dataset(VISITORS), t.file("rows.csv"))
  kept(t)
end)

local folder = {
  csv = {
    ["data/" .. VISITORS .. ".csv"] = rows.csv["rows.csv"],
    ["data/" .. RAINFALL .. ".csv"] = "date,station,rainfall_mm\n2026-01-03,S24,0\n"
      .. "2026-01-03,S50,1.5\n2026-01-04,S24,2\n",
  },
}

test.case("publish_folder: publishes every file", folder, function(t)
  t.equal(t.run("publish_folder.lua", { "data" }).output, "published 2, unchanged 0, failed 0\n")
  t.equal(t.run("publish_folder.lua", { "data" }).output, "nothing new: 2 unchanged\n")
  kept(t)
end)

test.case("publish_folder: resumes anywhere", folder, function(t)
  t.equal(t.resumes_anywhere("publish_folder.lua", { "data" }), 6)
end)

local moved = { "https://www.example.gov.sg/", "https://new.example.gov.sg/" }

test.case("repoint: changes the beginning", active, function(t)
  t.contains(t.run("repoint.lua", moved).output, "4 of 4 links point to https://new.example.gov.sg/ now")
  kept(t)
end)

test.case("repoint: resumes anywhere", active, function(t) t.equal(t.resumes_anywhere("repoint.lua", moved), 12) end)

test.case("retire: switches the matching links off", active, function(t)
  t.equal(t.run("retire.lua", { "RENEW" }).output, "retired 1, left 0 as it was\n")
  kept(t)
end)

test.case("retire: resumes anywhere", active, function(t) t.equal(t.resumes_anywhere("retire.lua", { "e" }), 9) end)

local links = {
  csv = {
    ["links.csv"] = "url,slug\nhttps://www.example.gov.sg/a,my-a\nhttps://www.example.gov.sg/b,\n"
      .. "https://www.example.gov.sg/c,my-c\n",
  },
}

test.case("shorten: survives lost answers", links, function(t)
  t.faults("go.create:drop-after@2")
  t.equal(t.run("shorten.lua", { "links.csv", "created.csv" }).output, "3 links are in created.csv\n")
  t.equal(#t.links(), 3)
  kept(t)
end)

test.case("shorten: resumes anywhere", links, function(t)
  t.equal(t.resumes_anywhere("shorten.lua", { "links.csv", "created.csv" }), 9)
end)
