--- Makes a short link for every row of a CSV file, and writes what was made to another.
--- usage:  govscript run shorten.lua LINKS.csv CREATED.csv
--- LINKS.csv has the columns url and slug; an empty slug lets the program draw a name.
--- Kill it whenever you like: run it again and it goes on where it was.
--- output: 4 links are in created.csv
local links_file, created_file = args[1], args[2]
if not created_file then error("usage: govscript run shorten.lua LINKS.csv CREATED.csv", 0) end

local report = bulk.each("shorten " .. links_file, csv.rows(links_file), function(row)
  return links.create(row.url, { shortUrl = row.slug ~= "" and row.slug or nil })
end, { key = "url", save = created_file })

print(("%d links are in %s"):format(report.before + report.done, created_file))
