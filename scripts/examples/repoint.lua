--- Points links to a new address after a site has moved: the part that changed is replaced, the rest stays.
--- usage:  govscript run repoint.lua OLD-BEGINNING NEW-BEGINNING
--- output: 2 of 3 links point to https://new.example.gov.sg/ now
local old, new = args[1], args[2]
if not new then error("usage: govscript run repoint.lua OLD-BEGINNING NEW-BEGINNING", 0) end
local changed = 0

-- All links are looked at: the service's own search does not find addresses that hold capitals.
local report = bulk.each("repoint " .. old .. " " .. new, links.each(), function(link)
  if link.longUrl:sub(1, #old) ~= old then return end
  changed = changed + 1
  return links.update(link.shortUrl, { longUrl = new .. link.longUrl:sub(#old + 1) })
end, { key = "shortUrl" })

print(("%d of %d links point to %s now"):format(changed, report.done, new))
