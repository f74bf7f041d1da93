--- Switches off every link of an old campaign: those whose name or target contains a word.
--- usage:  govscript run retire.lua WORD
--- Started again, it resumes. A link that somebody has switched on again since stays on.
--- output: retired 2, left 1 as it was
local word = args[1] or error("usage: govscript run retire.lua WORD", 0)
local all, off = links.each(), 0

-- All links are looked at: the service's own search does not find addresses that hold capitals.
local function next_match()
  for link in all do
    if (link.shortUrl .. " " .. link.longUrl):lower():find(word:lower(), 1, true) then return link end
  end
end

local report = bulk.each("retire " .. word, next_match, function(link)
  if link.state == "ACTIVE" then return links.update(link.shortUrl, { state = "INACTIVE" }) end
  off = off + 1
end, { key = "shortUrl", on_change = "skip" })

print(("retired %d, left %d as it was"):format(report.done - off, report.before + off))
