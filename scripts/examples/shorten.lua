--- Makes a short link for every row of a CSV file, and writes what was made to another.
--- usage:  govscript run shorten.lua LINKS.csv CREATED.csv
--- LINKS.csv has the columns url and slug; an empty slug lets the service's rule pick one.
--- output: created 3 links, 1 was there already
local links_file, created_file = args[1], args[2]
if not created_file then error("usage: govscript run shorten.lua LINKS.csv CREATED.csv", 0) end

local created, existing = 0, 0
local out <close> = csv.writer(created_file, { "short_url", "long_url", "created_at" })

local made = task.map(csv.rows(links_file), function(row)
  return links.create(row.url, { shortUrl = row.slug ~= "" and row.slug or nil })
end)

for _, link in ipairs(made) do
  out:write({ short_url = link.shortUrl, long_url = link.longUrl, created_at = link.createdAt })
  if link.existing then existing = existing + 1 else created = created + 1 end
end
print(("created %d links, %d was there already"):format(created, existing))
