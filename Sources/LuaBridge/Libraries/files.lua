-- `io.lines`, `loadfile` and `dofile`. `error` gives the place of the caller, which is level 2 where scripts call.
local host, open, chunk_of, input, closing = ...
local error, gsub, load, stdin, type = host.error, host.string.gsub, host.load, host.io.stdin, host.type

local function check(name, where)
  local kind = type(name)
  if kind ~= "string" and kind ~= "number" then
    error("bad argument #1 to '" .. where .. "' (string expected, got " .. kind .. ")", 3)
  end
end

local function lines(name, ...)
  if name == nil then return input():lines(...) end
  check(name, "lines")
  local file, message = open(name)
  if not file then error(message, 2) end
  return closing(file:lines(...)), nil, nil, file
end

local function source(name)
  if name == nil then return gsub(stdin:read("a"), "^#[^\n]*", "", 1), "=stdin" end
  local text, message = chunk_of(name)
  return text, text and "@" .. name or message
end

local function loadfile(name, ...)
  if name ~= nil then check(name, "loadfile") end
  local text, chunk_name = source(name)
  if not text then return nil, chunk_name end
  return load(text, chunk_name, ...)
end

local function dofile(name)
  if name ~= nil then check(name, "dofile") end
  local text, chunk_name = source(name)
  if not text then error(chunk_name, 2) end
  local chunk, message = load(text, chunk_name)
  if not chunk then error(message, 0) end
  return chunk()
end

return lines, loadfile, dofile
