--- Writes all links with their clicks to a CSV file, for a report.
--- usage:  govscript run clicks.lua REPORT.csv
--- output: 3 links, 1215 clicks; most clicked: budget-2026
local report = args[1] or error("usage: govscript run clicks.lua REPORT.csv", 0)
local out <close> = csv.writer(report, { "short_url", "long_url", "state", "clicks", "created_on" })
local count, clicks, best = 0, 0, nil

for link in links.each() do
  out:write({ link.shortUrl, link.longUrl, link.state, link.clicks, time.date(time.parse(link.createdAt)) })
  count, clicks = count + 1, clicks + link.clicks
  if not best or link.clicks > best.clicks then best = link end
end

print(("%d links, %d clicks; most clicked: %s"):format(count, clicks, best and best.shortUrl or "none"))
