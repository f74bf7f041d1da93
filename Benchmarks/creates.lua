--- Makes the same link so many times, with so many requests in flight; the service answers each alike.
local count, workers = tonumber(args[1]), tonumber(args[2])
local numbers = {}
for index = 1, count do numbers[index] = index end
local made = 0
task.each(numbers, function()
  local link = links.create("https://www.example.gov.sg/page", { shortUrl = "bench-link" })
  if link.shortUrl == "bench-link" then made = made + 1 end
end, { workers = workers })
assert(made == count) -- check: ignore
