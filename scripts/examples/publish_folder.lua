--- Publishes every dataset of a folder, four at a time; a file's name begins with its dataset's id.
--- usage:  govscript run publish_folder.lua FOLDER
--- Each day is a run of its own: started again on the same day, it publishes what is left and what has changed.
--- output: published 2, unchanged 0, failed 0
local folder = args[1] or error("usage: govscript run publish_folder.lua FOLDER", 0)

local files = {}
for _, path in ipairs(fs.glob(folder .. "/d_*.csv")) do
  files[#files + 1] = { path = path, modified = fs.stat(path).modified }
end
if #files == 0 then error("there are no files d_*.csv in " .. folder, 0) end

local report = bulk.each(("publish %s %s"):format(folder, os.date("%Y-%m-%d")), files, function(file)
  return datagov.publish(file.path:match("(d_%x+)[^/]*$"), file.path)
end, { key = "path", on_change = "redo", workers = 4 })

local failed = report.failed + report.uncertain
if report.done == 0 and failed == 0 then
  print(("nothing new: %d unchanged"):format(report.before))
  return
end
print(("published %d, unchanged %d, failed %d"):format(report.done, report.before, failed))
