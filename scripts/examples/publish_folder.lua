--- Publishes every dataset of a folder, four at a time; a file's name begins with its dataset's id.
--- usage:  govscript run publish_folder.lua FOLDER
--- Each day is a run of its own: started again on the same day, it publishes what is left and what has changed.
--- output: published 2, failed 0
local folder = args[1] or error("usage: govscript run publish_folder.lua FOLDER", 0)
if not fs.exists(folder) then error("there is no folder " .. folder, 0) end

local files = {}
for _, path in ipairs(fs.glob(folder .. "/d_*.csv")) do
  files[#files + 1] = { path = path, modified = fs.stat(path).modified }
end

local report = bulk.each(("publish %s %s"):format(folder, os.date("%Y-%m-%d")), files, function(file)
  return datagov.publish(file.path:match("(d_%x+)[^/]*$"), file.path)
end, { key = "path", on_change = "redo", workers = 4 })

print(("published %d, failed %d"):format(report.before + report.done, report.failed + report.uncertain))
