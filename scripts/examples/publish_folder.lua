--- Publishes every dataset of a folder, four at a time; a file's name begins with its dataset's id.
--- usage:  govscript run publish_folder.lua FOLDER
--- Each day is a run of its own: started again on the same day, it goes on with what is left.
--- output: published 2, failed 0
local folder = args[1] or error("usage: govscript run publish_folder.lua FOLDER", 0)

local report = bulk.each("publish " .. os.date("%Y-%m-%d"), fs.glob(folder .. "/d_*.csv"), function(path)
  return datagov.publish(path:match("d_%x+"), path)
end, { key = function(path) return path end, workers = 4 })

print(("published %d, failed %d"):format(report.before + report.done, report.failed))
