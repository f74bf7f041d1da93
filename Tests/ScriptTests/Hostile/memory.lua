-- What the host would hold for a script is refused where the memory limit does not allow it.
local function refused(...)
  local ok, e = pcall(...)
  assert(not ok and tostring(e):find("not enough memory"), tostring(e))
end
local f = assert(io.open("sparse.lua", "w"))
f:seek("set", 3 << 30)
f:write("x")
f:close()
refused(fs.read, "sparse.lua")
refused(loadfile, "sparse.lua")
refused(dofile, "sparse.lua")
refused(require, "sparse")
os.remove("sparse.lua")

local shared = {}
for _ = 1, 40 do shared = { shared, shared } end
refused(json.encode, shared)
refused(log.info, shared)
refused(fs.write, "x", shared)
refused(bulk.each, "shared", { { k = 1, shared = shared } }, print, { key = "k" })

f = assert(io.open("long.csv", "w"))
f:write("a\n")
for _ = 1, 20 do f:write(("x"):rep(1 << 20)) end
f:write("\n")
f:close()
local readers = {}
refused(function()
  for i = 1, 14 do
    readers[i] = csv.rows("long.csv")
    readers[i]()
  end
end)
readers = nil
collectgarbage()
collectgarbage()

refused(json.decode, "[" .. ("[],"):rep(1 << 20) .. "[]]")
local texts = {}
for i = 1, 30 do texts[i] = ("\1"):rep(1 << 18) end
refused(json.encode, texts)
assert(json.encode(json.decode("[1, 2]")) == "[1,2]")

-- In a task of their own: those that begin when there is no room left end with the same error, which becomes its error.
local tasks = {}
refused(function()
  task.wait(task.spawn(function()
    for i = 1, 1000000 do
      tasks[i] = task.spawn(function() end)
      if i % 1000 == 0 then task.sleep(0) end
    end
  end))
end)
assert(#tasks < 65536, #tasks)
