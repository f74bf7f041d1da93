--- Creates a short link for every row of a CSV file. Run it again at any time: it resumes.
--- usage:  govscript run first.lua LINKS.csv
local file = args[1] or error("usage: govscript run first.lua LINKS.csv", 0)

-- All rows are checked first. Then up to eight are processed at once, within the service's rate limit.
local report = bulk.each("first", csv.rows(file), function(row)
  return links.create(row.url, { shortUrl = row.slug })
end, { key = "slug", check = links.check, save = "created.csv" })

print(("%d links created, %d created earlier, %d failed"):format(report.done, report.before, report.failed))
