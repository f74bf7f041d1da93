-- Coroutines that close each other, and tasks that spawn each other, without end.
local next_one
for _ = 1, 100000 do
  local target = next_one
  local co = coroutine.create(function()
    local _ <close> = setmetatable({}, { __close = function() if target then coroutine.close(target) end end })
    coroutine.yield()
  end)
  coroutine.resume(co)
  next_one = co
end
print(coroutine.close(next_one))
local function tick(n) if n > 0 then task.spawn(tick, n - 1) end end
tick(50000)
