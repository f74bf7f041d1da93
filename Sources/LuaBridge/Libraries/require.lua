-- `require`. With `search`, modules are found beside the script; without, by Lua's own `package`.
local host, claim, release, search, names = ...
local error, ipairs, load = host.error, host.ipairs, host.load
local rawget, setmetatable = host.rawget, host.setmetatable
local concat, tostring, type = host.table.concat, host.tostring, host.type
local running, status = host.coroutine.running, host.coroutine.status
local globals = host.globals

local loaded, find
if search then
  local hosts = {}
  for _, name in ipairs(names) do hosts[name] = true end
  loaded = setmetatable({
    _G = globals, coroutine = globals.coroutine, debug = globals.debug, io = globals.io, math = globals.math,
    os = globals.os, string = globals.string, table = globals.table, utf8 = globals.utf8,
  }, {
    __index = function(modules, name)
      if hosts[name] then
        modules[name] = rawget(globals, name)
        return rawget(modules, name)
      end
    end,
  })

  function find(name)
    local text, path = search(name)
    if not text then error("module '" .. name .. "' not found:" .. path, 3) end
    local loader, message = load(text, "@" .. path)
    if loader then return loader, path end
    error("error loading module '" .. name .. "' from file '" .. path .. "':\n\t" .. message, 3)
  end
else
  local package, loadfile = globals.package, globals.loadfile
  local searchpath = package.searchpath
  loaded = package.loaded

  -- In place of Lua's own, which opens what it finds without asking anybody.
  package.searchers[2] = function(name)
    if type(package.path) ~= "string" then error("'package.path' must be a string", 0) end
    local path, tried = searchpath(name, package.path)
    if not path then return tried end
    local loader, message = loadfile(path)
    if loader then return loader, path end
    error("error loading module '" .. name .. "' from file '" .. path .. "':\n\t" .. message, 0)
  end

  function find(name)
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
