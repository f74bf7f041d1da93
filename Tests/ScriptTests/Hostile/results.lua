-- The results of a task are more than fit on its own stack once more, or on the stack of whoever waits.
local h = task.spawn(function() return table.unpack({}, 1, 600000) end)
print(pcall(function() return select("#", task.wait(h)) end))
print(pcall(function() return select("#", task.first({ h })) end))
print(pcall(function() return select("#", task.timeout(10, function() return table.unpack({}, 1, 600000) end)) end))
print(pcall(task.map, { 1 }, function() return table.unpack({}, 1, 600000) end))
print(pcall(bulk.once, "many", function() return table.unpack({}, 1, 600000) end))
print(pcall(bulk.each, "items", { { k = 1 } }, function() return table.unpack({}, 1, 600000) end, { key = "k" }))
