-- `require`, over `package.searchers` and `package.loaded` as they are at each call.
local host, claim, release = ...
local error, rawget, setmetatable, tostring, type = host.error, host.rawget, host.setmetatable, host.tostring, host.type
local concat, running, status = host.table.concat, host.coroutine.running, host.coroutine.status
local package = host.globals.package
-- Lua keeps it, whatever a script puts into the field.
local loaded = package.loaded

local function find(name)
  local searchers = package.searchers
  if type(searchers) ~= "table" then error("'package.searchers' must be a table", 3) end
  local tried, index = {}, 1
  while rawget(searchers, index) ~= nil do
    local loader, data = rawget(searchers, index)(name)
    if type(loader) == "function" then return loader, data end
    if type(loader) == "string" or type(loader) == "number" then tried[#tried + 1] = "\n\t" .. loader end
    index = index + 1
  end
  error("module '" .. name .. "' not found:" .. concat(tried), 3)
end

local loaders, hold = {}, { __close = release }

local function require(name)
  if type(name) == "number" then name = tostring(name) end
  if type(name) ~= "string" then
    error("bad argument #1 to 'require' (string expected, got " .. type(name) .. ")", 2)
  end
  repeat
    local value = loaded[name]
    if value then return value end
    -- A coroutine that died of the module's error has not let go of it.
    if loaders[name] and status(loaders[name]) == "dead" then release({ name }) end
  until claim(name)
  loaders[name] = running()
  local _ <close> = setmetatable({ name }, hold)
  local loader, data = find(name)
  local value = loader(name, data)
  if value ~= nil then loaded[name] = value end
  if loaded[name] == nil then loaded[name] = true end
  loaders[name] = nil
  return loaded[name], data
end

return require
