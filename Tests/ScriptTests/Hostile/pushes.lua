-- A deep value is pushed where the stack is nearly full.
local text = ('{"a":'):rep(199) .. "1" .. ("}"):rep(199)
local function dive(n)
  if n == 0 then
    local ok, v = pcall(json.decode, text)
    return ok and 1 or tostring(v)
  end
  local r = dive(n - 1)
  return r
end
local low, high, last = 1000, 600000, nil
while high - low > 1 do
  local middle = (low + high) // 2
  local ok, r = pcall(dive, middle)
  if ok and r == 1 then low = middle else high, last = middle, r end
end
assert(tostring(last):find("stack overflow"), last)
