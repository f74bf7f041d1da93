--- Switches off every link of an old campaign: those whose name or target contains a word.
--- usage:  govscript run retire.lua WORD
--- output: retired 2, already off 1
local word = args[1] or error("usage: govscript run retire.lua WORD", 0)
local retired, off = 0, 0

for link in links.each({ searchText = word }) do
  if link.state == "ACTIVE" then
    links.update(link.shortUrl, { state = "INACTIVE" })
    retired = retired + 1
  else
    off = off + 1
  end
end
print(("retired %d, already off %d"):format(retired, off))
