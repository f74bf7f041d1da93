-- `package`, over what the host may open. With `confined` it is a table of its own, whose searchers find source text
-- only; without, it is Lua's, whose functions that open files are replaced, and which looks beside the script first if
-- `beside` says where that is.
local host, refusal, confined, beside = ...
local error, ipairs, rawget, tostring, type = host.error, host.ipairs, host.rawget, host.tostring, host.type
local concat, gsub = host.table.concat, host.string.gsub
local globals = host.globals
local loadfile = globals.loadfile
local package = confined and { config = "/\n;\n?\n!\n-\n", cpath = "", preload = {} } or globals.package
local plain_loadlib, searchers = package.loadlib, package.searchers or {}

local function string_argument(value, index, name, default)
  if value == nil then value = default end
  if type(value) == "number" then value = tostring(value) end
  if type(value) == "string" then return value end
  local got = value == nil and "no value" or type(value)
  error("bad argument #" .. index .. " to '" .. name .. "' (string expected, got " .. got .. ")", 3)
end

-- The text with `to` for each `from`; neither is a pattern.
local function replaced(text, from, to)
  if from == "" then return text end
  return (gsub(text, gsub(from, "%W", "%%%0"), function() return to end))
end

local function search(name, path, from, to)
  name = replaced(name, from, to)
  local found, tried = nil, {}
  gsub(path, "[^;]+", function(template)
    if found then return end
    local file = replaced(template, "?", name)
    local reason = refusal(file)
    if reason then tried[#tried + 1] = reason else found = file end
  end)
  if found then return found end
  return nil, concat(tried, "\n\t")
end

local function searchpath(name, path, from, to)
  return search(
    string_argument(name, 1, "searchpath"), string_argument(path, 2, "searchpath"),
    string_argument(from, 3, "searchpath", "."), string_argument(to, 4, "searchpath", "/"))
end

-- The searcher of source text. `level` is that of the call of `require`, if messages tell its place.
local function source_searcher(level)
  return function(name)
    if type(package.path) ~= "string" then error("'package.path' must be a string", level) end
    local path, tried = search(name, package.path, ".", "/")
    if not path then return tried end
    local loader, message = loadfile(path)
    if loader then return loader, path end
    error("error loading module '" .. name .. "' from file '" .. path .. "':\n\t" .. message, level)
  end
end

-- Where modules are looked for beside a script.
local function path_beside(folder)
  local templates = {}
  for index, template in ipairs { "?", "lua/?", "lua_modules/share/lua/5.4/?" } do
    templates[index] = folder .. template .. ".lua;" .. folder .. template .. "/init.lua"
  end
  return concat(templates, ";")
end

if confined then
  local flaw, hint, is_module = confined.flaw, confined.hint, {}
  for _, name in ipairs(confined.modules) do is_module[name] = true end
  package.path = path_beside(confined.folder)

  package.loaded = { _G = globals, package = package }
  for _, name in ipairs { "coroutine", "debug", "io", "math", "os", "string", "table", "utf8" } do
    package.loaded[name] = globals[name]
  end

  function package.loadlib()
    error("package.loadlib is not open to scripts" .. (hint and " (allow it with " .. hint .. ")" or ""), 2)
  end

  local preload, find_source = package.preload, source_searcher(4)
  package.searchpath, package.searchers = searchpath, {
    function(name)
      local module = is_module[name] and rawget(globals, name)
      if module then return function() return module end, ":host:" end
    end,
    function(name)
      local loader = preload[name]
      if loader ~= nil then return loader, ":preload:" end
    end,
    function(name)
      local reason = flaw(name)
      if reason then return reason end
      return find_source(name)
    end,
    -- Said without a look at the disk: whether a library is there is none of the script's business.
    function(name)
      return not flaw(name) and "C libraries are not looked for" .. (hint and " (allow them with " .. hint .. ")" or "")
    end,
  }
  globals.package = package
  return
end

local function loadlib(path, name)
  path, name = string_argument(path, 1, "loadlib"), string_argument(name, 2, "loadlib")
  -- A name without a slash is looked for among the system's libraries.
  local reason = replaced(path, "/", "") ~= path and refusal(path)
  if reason then return nil, reason, "open" end
  return plain_loadlib(path, name)
end

local function search_library(name)
  local path = package.cpath
  if type(path) == "number" then path = tostring(path) end
  if type(path) ~= "string" then error("'package.cpath' must be a string", 0) end
  return search(name, path, ".", "/")
end

-- The function of the module `name` in a library, or nil, the reason and `init` if it is the function that is missing.
-- Of `a-b`, `a` is tried before `b`, as in Lua.
local function load_function(file, name)
  local symbol = replaced(name, ".", "_")
  local before, hyphens = gsub(symbol, "%-.*", "")
  if hyphens > 0 then
    local loader, message, stage = loadlib(file, "luaopen_" .. before)
    if loader or stage ~= "init" then return loader, message, stage end
    symbol = gsub(symbol, "^[^-]*%-", "")
  end
  return loadlib(file, "luaopen_" .. symbol)
end

local function fail(name, file, message)
  error("error loading module '" .. name .. "' from file '" .. file .. "':\n\t" .. message, 0)
end

-- In place of Lua's own, which opens what it finds without asking anybody.
searchers[2] = source_searcher(0)

searchers[3] = function(name)
  name = string_argument(name, 1, "searcher")
  local file, tried = search_library(name)
  if not file then return tried end
  local loader, message = load_function(file, name)
  if loader then return loader, file end
  fail(name, file, message)
end

searchers[4] = function(name)
  name = string_argument(name, 1, "searcher")
  local root, dots = gsub(name, "%..*", "")
  if dots == 0 then return end
  local file, tried = search_library(root)
  if not file then return tried end
  local loader, message, stage = load_function(file, name)
  if loader then return loader, file end
  if stage ~= "init" then fail(name, file, message) end
  return "no module '" .. name .. "' in file '" .. file .. "'"
end

package.searchpath, package.loadlib = searchpath, loadlib

if beside then
  package.path = path_beside(beside.folder) .. ";" .. package.path
  -- Not as a searcher of their own, which would move those of Lua's that scripts know by their numbers.
  for _, name in ipairs(beside.modules) do
    package.preload[name] = function() return rawget(globals, name) end
  end
end
