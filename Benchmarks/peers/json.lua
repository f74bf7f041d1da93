--- One job of json.sh, on page.json or objects.json in the current folder.
--- usage:  govscript run json.lua decode-page|decode-objects|encode-page|encode-objects
local job = args[1]
local jobs = {
  ["decode-page"] = { "page.json", 300, json.decode },
  ["decode-objects"] = { "objects.json", 3, json.decode },
  ["encode-page"] = { "page.json", 300, json.encode, true },
  ["encode-objects"] = { "objects.json", 3, json.encode, true },
}
local name, times, work, decoded = table.unpack(jobs[job])
local input = fs.read(name)
if decoded then input = json.decode(input) end
for _ = 1, times do work(input) end
