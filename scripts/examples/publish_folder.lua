--- Publishes every dataset of a folder side by side; a file's name begins with its dataset's id.
--- usage:  govscript run publish_folder.lua FOLDER
--- output: published 2, failed 0
local folder = args[1] or error("usage: govscript run publish_folder.lua FOLDER", 0)
local files = fs.glob(folder .. "/d_*.csv")

local _, failures = task.map(files, function(path)
  local dataset = path:match("d_%x+")
  datagov.publish(dataset, path)
  log.info("published", dataset)
end, { workers = 4, on_error = "collect" })

for _, failure in ipairs(failures) do log.error(failure.item, failure.error) end
print(("published %d, failed %d"):format(#files - #failures, #failures))
