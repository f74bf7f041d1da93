-- `datagov.publish`, in the words of the functions that it is made of.
local host, arguments, refuse, clock = ...
local datagov = host.globals.datagov
local check, upload, wait = datagov.check, datagov.upload, datagov.wait

return function(dataset, file, options)
  options = arguments(dataset, file, options)
  local deadline = clock() + options.timeout
  local function left()
    local seconds = deadline - clock()
    return seconds > 0.001 and seconds or 0.001
  end
  refuse(check(file, { dataset = dataset, new_columns = options.new_columns, timeout = left() }))
  local sent = upload(dataset, file, { timeout = left() })
  return wait(sent, { timeout = left() })
end
