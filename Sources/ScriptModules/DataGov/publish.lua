-- `datagov.publish`, in the words of the functions that it is made of.
local host, arguments, refuse = ...
local datagov = host.globals.datagov
local check, upload, wait = datagov.check, datagov.upload, datagov.wait

return function(dataset, file, options)
  options = arguments(dataset, file, options)
  refuse(check(file, { dataset = dataset, new_columns = options.new_columns }))
  local sent = upload(dataset, file, { timeout = options.timeout })
  return wait(sent, { timeout = options.timeout })
end
