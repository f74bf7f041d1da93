-- What luacheck knows of the Lua in this repository (`make test` runs it).
std = "lua54"
max_line_length = 120

-- The host's own Lua has no globals at all, because a script could replace them: it is handed what it uses.
files["Sources"].std = "none"
files["Sources/govscript/Init"].std = "lua54"

-- Scripts see the host's modules.
-- Made by `govscript docs` from the modules' declarations: the next line.
local modules = { "args", "bulk", "csv", "datagov", "env", "fs", "json", "links", "log", "progress", "tables", "task", "test", "time", "xlsx" }
files["Sources/govscript/Init"].read_globals = modules
files["scripts"].read_globals = modules
files["Tests"].read_globals = modules
files["Benchmarks"].read_globals = modules
