--- Copies your active GoGovSG links to ForSG under the same names, and lists the names that are taken there.
--- usage:  govscript run move.lua
--- output: moved 3, taken by somebody else 1: a-taken-name
local go, forsg = links.on("go"), links.on("forsg")
local taken = {}

local report = bulk.each("move to forsg", go.each({ state = "ACTIVE" }), function(link)
  local ok, problem = pcall(forsg.create, link.longUrl, { shortUrl = link.shortUrl })
  if ok then return { moved = true } end
  if problem.kind ~= "conflict" then error(problem, 0) end
  taken[#taken + 1] = link.shortUrl
  return { moved = false }
end, { key = "shortUrl" })

table.sort(taken)
print(("moved %d, taken by somebody else %d: %s"):format(report.done - #taken, #taken, table.concat(taken, " ")))
