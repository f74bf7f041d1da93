--- The job of creates.lua with plain Lua, libcurl and cjson.
local run, cjson = require("luacurl"), require("cjson")
local made, count = 0, tonumber(arg[2])
run(arg[1], "Authorization: Bearer live_v1_bench", count, tonumber(arg[3]), function()
  return cjson.encode({ longUrl = "https://www.example.gov.sg/page", shortUrl = "bench-link" })
end, function(answer)
  if cjson.decode(answer).shortUrl == "bench-link" then made = made + 1 end
end)
assert(made == count)
