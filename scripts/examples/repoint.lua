--- Points links to a new address after a site has moved: the part that changed is replaced, the rest stays.
--- usage:  govscript run repoint.lua OLD-BEGINNING NEW-BEGINNING
--- Started again, it resumes. A link that somebody has changed since it was done is left alone.
--- output: 2 of 3 links point to https://new.example.gov.sg/ now
local old, new = args[1], args[2]
if not new then error("usage: govscript run repoint.lua OLD-BEGINNING NEW-BEGINNING", 0) end

local function begins(link, address) return link.longUrl:sub(1, #address) == address end

-- All links are looked at: the service's own search does not find addresses that hold capitals.
bulk.each("repoint " .. old .. " " .. new, links.each(), function(link)
  if not begins(link, old) then return end
  -- Recorded before the link changes, for NEW-BEGINNING may begin with OLD-BEGINNING.
  local target = bulk.once("target", function() return new .. link.longUrl:sub(#old + 1) end)
  return links.update(link.shortUrl, { longUrl = target })
end, { key = "shortUrl", on_change = "skip" })

local there, all = 0, 0
for link in links.each() do
  if begins(link, new) then there = there + 1 end
  all = all + 1
end
print(("%d of %d links point to %s now"):format(there, all, new))
