--- Tests of first.lua, with services of their own and in virtual time. Run them with: govscript test
local links = "url,slug\nhttps://a.example.gov.sg,test-a\nhttps://b.example.gov.sg,test-b\n"
local rows = { csv = { ["links.csv"] = links } }

test.case("creates a link for each row", rows, function(t)
  local run = t.run("first.lua", { "links.csv" })
  t.equal(run.exit, 0)
  t.equal(#t.links(), 2)
  t.never_over_the_limit()
end)

test.case("resumes wherever it is killed", rows, function(t)
  t.resumes_anywhere("first.lua", { "links.csv" })
end)
