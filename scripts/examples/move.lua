--- Copies your active GoGovSG links to ForSG under the same names, and lists the names that are taken there.
--- usage:  govscript run move.lua
--- Started again, it copies what is new and changes the targets that have changed at GoGovSG since.
--- output: moved 3, not moved 1: a-taken-name
local go, forsg = links.on("go"), links.on("forsg")
local active = go.each({ state = "ACTIVE" })

-- What else changes about a link, such as its clicks, is no reason to copy it again.
local function next_link()
  local link = active()
  return link and { shortUrl = link.shortUrl, longUrl = link.longUrl }
end

bulk.each("move to forsg", next_link, function(link, context)
  if context.previous then return forsg.update(link.shortUrl, { longUrl = link.longUrl }) end
  local ok, copy = pcall(forsg.create, link.longUrl, { shortUrl = link.shortUrl })
  if ok then return copy end
  if copy.kind ~= "conflict" then error(copy, 0) end
end, { key = "shortUrl", on_change = "redo" })

local copies, missing, moved = {}, {}, 0
for link in forsg.each() do copies[link.shortUrl] = true end
for link in go.each({ state = "ACTIVE" }) do
  if copies[link.shortUrl] then moved = moved + 1 else missing[#missing + 1] = link.shortUrl end
end
print(("moved %d, not moved %d: %s"):format(moved, #missing, table.concat(missing, " ")))
