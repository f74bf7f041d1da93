-- What luacheck knows of the Lua in this repository (`make test` runs it).
std = "lua54"
max_line_length = 120

-- Scripts see the host's modules. The host's own Lua, below Sources, is handed what it needs and sees none.
local modules = {
  "args", "bulk", "csv", "datagov", "env", "fs", "json", "links", "log", "progress", "task", "time",
}
files["scripts"].read_globals = modules
files["Tests"].read_globals = modules
files["Benchmarks"].read_globals = modules
