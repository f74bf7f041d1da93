-- `test.case`: calls the function of the case that is to be run.
local host, begins = ...
local globals, rawget = host.globals, host.rawget

return function(name, given, fn)
  if begins(name, given, fn) then fn(rawget(globals, "test")) end
end
