-- links as scripts see it, against both services.
local function raises(fn, ...)
  local ok, problem = pcall(fn, ...)
  assert(not ok, "no error")
  return tostring(problem), problem
end

local link = links.create("https://www.example.gov.sg/a", { shortUrl = "a-name" })
assert(link.shortUrl == "a-name" and link.state == "ACTIVE" and link.clicks == 0 and not link.existing)
assert(links.create("https://www.example.gov.sg/a", { shortUrl = "a-name" }).existing)

local words, problem = raises(links.create, "https://www.example.gov.sg/b", { shortUrl = "a-name" })
assert(problem.kind == "conflict" and problem.status == 400)
assert(problem.service == "go" and problem.call == "links.create")
assert(words:find('Short link "a-name" is already used.', 1, true), words)

assert(links.update("a-name", { state = "INACTIVE" }).state == "INACTIVE")
assert(links.update("a-name", { longUrl = "https://www.example.gov.sg/c" }).longUrl:sub(-1) == "c")
words, problem = raises(links.update, "nobodys", { state = "ACTIVE" })
assert(problem.kind == "not_found", words)
assert(raises(links.update, "a-name", { state = "OFF" }):find('expected "ACTIVE" or "INACTIVE", got "OFF"', 1, true))
assert(raises(links.update, "a-name", { sate = "ACTIVE" }):find("did you mean 'state'?", 1, true))
assert(raises(links.update, "a-name"):find("argument #2 'changes': expected table, got nil", 1, true))
words, problem = raises(links.create, "https://www.example.gov.sg/a", { shortUrl = "A" })
assert(problem.kind == "data" and words:find("Short URL format is invalid", 1, true), words)

assert(links.get("a-name").state == "INACTIVE" and links.get("not-there") == nil)
local forsg = links.on("forsg")
assert(#forsg.list() == 0)
task.map({ 1, 2, 3, 4, 5 }, function(n) return forsg.create("https://www.example.gov.sg/" .. n) end) -- check: ignore
local page, count = forsg.list({ limit = 2 })
assert(#page == 2 and count == 5)
local seen = 0
for each in forsg.each() do
  assert(#each.shortUrl == 8)
  seen = seen + 1
end
assert(seen == 5)
assert(links.limits().refusals == 0)

-- What follows the first link of a page is at hand: it can be had even where nothing can wait.
do
  for i = 1, 3 do links.create("https://www.example.gov.sg/at-hand/" .. i) end -- check: ignore
  local next_link = links.each()
  local first = assert(next_link())
  local second
  table.sort({ 1, 2 }, function()
    second = second or next_link()
    return false
  end)
  assert(second and second.shortUrl ~= first.shortUrl)
end
