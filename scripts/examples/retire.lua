--- Switches off every link of an old campaign: those whose name or target contains a word.
--- usage:  govscript run retire.lua WORD
--- output: retired 2, already off 1
local word = args[1] or error("usage: govscript run retire.lua WORD", 0)
local off = 0

local report = bulk.each("retire " .. word, links.each({ searchText = word }), function(link)
  if link.state == "ACTIVE" then return links.update(link.shortUrl, { state = "INACTIVE" }) end
  off = off + 1
end, { key = "shortUrl" })

print(("retired %d, already off %d"):format(report.done - off, off))
