--- Points links to a new address after a site has moved: the part that changed is replaced, the rest stays.
--- usage:  govscript run repoint.lua OLD-BEGINNING NEW-BEGINNING
--- output: 2 of 3 links point to https://new.example.gov.sg/ now
local old, new = args[1], args[2]
if not new then error("usage: govscript run repoint.lua OLD-BEGINNING NEW-BEGINNING", 0) end
local changed = 0

-- All links are looked at: the service's own search does not find addresses that hold capitals.
local count = task.each(links.each(), function(link)
  if link.longUrl:sub(1, #old) ~= old then return end
  links.update(link.shortUrl, { longUrl = new .. link.longUrl:sub(#old + 1) })
  changed = changed + 1
end)

print(("%d of %d links point to %s now"):format(changed, count, new))
