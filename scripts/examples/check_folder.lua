--- Looks every CSV file of a folder over before it is published; a file's name begins with its dataset's id.
--- usage:  govscript run check_folder.lua FOLDER
--- output: 1 of 2 files can be published; 3 problems
local folder = args[1] or error("usage: govscript run check_folder.lua FOLDER", 0)
local files = fs.glob(folder .. "/d_*.csv")
local good, problems = 0, 0
if #files == 0 then error("there are no files d_*.csv in " .. folder, 0) end

for _, path in ipairs(files) do
  local check = datagov.check(path, { dataset = path:match("(d_%x+)[^/]*$") })
  for _, problem in ipairs(check.problems) do log.warn(problem.text) end
  problems = problems + #check.problems
  if check.ok then good = good + 1 end
end

print(("%d of %d files can be published; %d problems"):format(good, #files, problems))
