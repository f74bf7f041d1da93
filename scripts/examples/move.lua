--- Copies your active GoGovSG links to ForSG under the same names, and lists the names that are taken there.
--- usage:  govscript run move.lua
--- output: moved 3, taken by somebody else 1: a-taken-name
local go, forsg = links.on("go"), links.on("forsg")
local taken = {}

local count = task.each(go.each({ state = "ACTIVE" }), function(link)
  local ok, problem = pcall(forsg.create, link.longUrl, { shortUrl = link.shortUrl })
  if ok then return end
  if problem.kind ~= "conflict" then error(problem, 0) end
  taken[#taken + 1] = link.shortUrl
end)

table.sort(taken)
print(("moved %d, taken by somebody else %d: %s"):format(count - #taken, #taken, table.concat(taken, " ")))
