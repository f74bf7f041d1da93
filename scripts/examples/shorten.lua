--- Makes a short link for every row of a CSV file, and writes what was made to another.
--- usage:  govscript run shorten.lua LINKS.csv CREATED.csv
--- LINKS.csv has the columns url and slug; an empty slug lets the program draw a name.
--- Kill it whenever you like: run it again and it resumes. If you correct the url of a slug, its link is changed.
--- output: 4 links are in created.csv
local links_file, created_file = args[1], args[2]
if not created_file then error("usage: govscript run shorten.lua LINKS.csv CREATED.csv", 0) end

local function key(row) return row.slug ~= "" and row.slug or row.url end

local report = bulk.each("shorten " .. links_file, csv.rows(links_file), function(row, context)
  local made = context.previous
  if made then return links.update(made.shortUrl, { longUrl = row.url }) end
  return links.create(row.url, { shortUrl = row.slug ~= "" and row.slug or nil })
end, { key = key, on_change = "redo", save = created_file })

print(("%d links are in %s"):format(report.before + report.done, created_file))
