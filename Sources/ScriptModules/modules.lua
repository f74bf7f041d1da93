-- Makes global tables that are filled when a script first looks into them. `installs`: names,
-- each followed by the function that fills the table.
local host, installs = ...
local globals, error, next, pcall = host.globals, host.error, host.next, host.pcall
local rawget, rawset, setmetatable = host.rawget, host.rawset, host.setmetatable

for i = 1, #installs, 2 do
  local name, install = installs[i], installs[i + 1]
  -- Scripts see no metatable, as the full table has none.
  local lazy = { __metatable = false }

  local function fill(module)
    lazy.__metatable = nil
    setmetatable(module, nil)
    local global = rawget(globals, name)
    rawset(globals, name, module)
    local ok, problem = pcall(install)
    local made = rawget(globals, name)
    rawset(globals, name, global)
    if not ok then
      lazy.__metatable = false
      setmetatable(module, lazy)
      error(problem, 0)
    end
    if made ~= module then
      for key, value in next, made do rawset(module, key, value) end
    end
  end

  function lazy.__index(module, key)
    fill(module)
    return module[key]
  end

  function lazy.__newindex(module, key, value)
    fill(module)
    module[key] = value
  end

  function lazy.__pairs(module)
    fill(module)
    return next, module, nil
  end

  rawset(globals, name, setmetatable({}, lazy))
end
