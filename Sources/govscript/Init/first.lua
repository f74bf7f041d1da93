--- Makes a short link for every row of a CSV file, and writes down what was made.
--- usage:  govscript run first.lua LINKS.csv
local file = args[1] or error("usage: govscript run first.lua LINKS.csv", 0)

-- Up to eight rows at once; the service's limit is kept whatever you do.
local made = task.map(csv.rows(file), function(row)
  return links.create(row.url, { shortUrl = row.slug })
end)

local out <close> = csv.writer("created.csv", { "short_url", "long_url" })
for _, link in ipairs(made) do
  out:write({ short_url = link.shortUrl, long_url = link.longUrl })
  print(link.shortUrl, link.longUrl)
end
