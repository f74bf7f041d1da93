-- `os.time`, `os.date` and `os.clock` by the host's clock, and `math.random` from the host's seed.
local host, now, seed, clock = ...
local globals = host.globals
local plain_time, plain_date = globals.os.time, globals.os.date
globals.math.randomseed(seed)

local function time(fields)
  if fields == nil then return now() end
  return plain_time(fields)
end

local function date(format, moment)
  return plain_date(format or "%c", moment or now())
end

return time, date, clock
