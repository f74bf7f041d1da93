--- One of the processes of pacing.sh: makes so many links, and prints when each answer came.
local count = tonumber(args[1])
local numbers = {}
for index = 1, count do numbers[index] = index end
task.each(numbers, function(index)
  links.create("https://www.example.gov.sg/" .. index)
  print(("%.6f"):format(time.now()))
end, { workers = 64 }) -- check: ignore
io.stderr:write(links.limits().refusals, "\n")
