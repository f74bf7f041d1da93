---@meta
-- Made by `govscript docs` from the functions' declarations; changes here are lost.

---Short links of GoGovSG and ForSG.
---@class links
links = {}

---@class links.Changes
---@field longUrl? string The new target.
---@field state? "ACTIVE"|"INACTIVE" Whether it works.

---@class links.Columns
---@field url? string The column of the long URLs.
---@field slug? string The column of the short URLs.

---@class links.Link
---@field shortUrl string Its name, without the host.
---@field longUrl string Where it leads.
---@field state "ACTIVE"|"INACTIVE" Whether it works: ACTIVE or INACTIVE.
---@field clicks integer Clicks since creation.
---@field createdAt string When it was made, ISO 8601 in UTC.
---@field updatedAt string When it was last changed, ISO 8601 in UTC.
---@field existing boolean Whether links.create found it there already, with this very target.

---@class links.Problem
---@field place string The row: rows.csv:7, or item 7.
---@field text string The place, what is wrong, and what to do.
---@field column? string The column; nil if the whole row is at fault.
---@field hint? string What to do.

---@class links.Use
---@field requests integer Requests that were sent.
---@field refusals integer How many of them were refused because of the rate limit.
---@field seconds number Since the first use.
---@field rate number The limit in requests per second; 0 for none.
---@field use? number The share of the limit that was used, 0 to 1.

---@class links.CreateOptions
---@field shortUrl? string Its name, of a-z, 0-9 and -; 8 random characters if left out.
---@field timeout? number Seconds for the whole call. If left out, waiting for the rate limit does not count. Default 120.

---@class links.UpdateOptions
---@field timeout? number Seconds for the whole call. If left out, waiting for the rate limit does not count. Default 120.

---@class links.GetOptions
---@field timeout? number Seconds for the whole call. If left out, waiting for the rate limit does not count. Default 120.

---@class links.ListOptions
---@field limit? integer How many at most, 0 to 1000. Default 1000.
---@field offset? integer How many to leave out before the first. Default 0.
---@field searchText? string Part of the short or the long URL; % and _ are wildcards.
---@field state? "ACTIVE"|"INACTIVE" Only links in this state.
---@field orderBy? "createdAt"|"clicks" createdAt if left out.
---@field sortDirection? "asc"|"desc" desc if left out.
---@field isFile? boolean Only links to files, or only others.
---@field timeout? number Seconds for the whole call. If left out, waiting for the rate limit does not count. Default 120.

---@class links.EachOptions
---@field searchText? string Part of the short or the long URL; % and _ are wildcards.
---@field state? "ACTIVE"|"INACTIVE" Only links in this state.
---@field isFile? boolean Only links to files, or only others.

---@class links.CheckOptions
---@field columns? links.Columns The names of the columns; if left out, longUrl or url, and shortUrl or slug.

---Creates a short link.
---
---Errors: conflict, rejected, data, uncertain.
---
---```lua
---local link = links.create("https://example.gov.sg/a", { shortUrl = "a-link" })
---print(link.shortUrl)
---```
---@async
---@param longUrl string Where the link leads; starts with https://.
---@param options? links.CreateOptions
---@return links.Link
function links.create(longUrl, options) end

---Changes where a link leads, or switches it on or off.
---
---Errors: not_found, rejected, data, uncertain.
---
---```lua
---local link = links.create("https://www.example.gov.sg/old")
---local change = { longUrl = "https://www.example.gov.sg/new" }
---print(links.update(link.shortUrl, change).longUrl)
---```
---@async
---@param shortUrl string The link's name.
---@param changes links.Changes What changes: longUrl, state (ACTIVE or INACTIVE) or both.
---@param options? links.UpdateOptions
---@return links.Link # The link as it is now.
function links.update(shortUrl, changes, options) end

---Finds one of your links by its exact name.
---
---```lua
---links.create("https://www.example.gov.sg/b", { shortUrl = "b-link" })
---local link = links.get("b-link")
---print(link and link.longUrl or "there is no such link")
---```
---@async
---@param shortUrl string The link's name.
---@param options? links.GetOptions
---@return links.Link? # Nil if you have no link of this name.
function links.get(shortUrl, options) end

---Returns one page of your links.
---
---```lua
---local page, count = links.list({ limit = 10 })
---print(#page, count)
---```
---@async
---@param options? links.ListOptions
---@return links.Link[] # The links.
---@return integer count How many match in all.
function links.list(options) end

---Iterates over all of your links, oldest first.
---
---```lua
---for link in links.each({ state = "ACTIVE" }) do print(link.shortUrl) end
---```
---@param options? links.EachOptions
---@return fun(): links.Link?
function links.each(options) end

---Returns how many requests the script has sent to the service, and how much of the rate limit it used.
---
---```lua
---print(links.limits().refusals)
---```
---@return links.Use
function links.limits() end

---Finds links that the service would refuse and links that would lead nowhere, in all rows. Sends nothing.
---
---```lua
---local rows = {
---  { url = "https://www.example.gov.sg/1", slug = "one" },
---  { url = "http://www.example.gov.sg/2", slug = "Two" },
---}
---for _, problem in ipairs(links.check(rows)) do print(problem.text) end
---```
---@param rows any[]|fun(): any A list of rows, or an iterator such as csv.rows(path). For one row, the result is a text or nil, so that bulk.each takes { check = links.check }.
---@param options? links.CheckOptions
---@return links.Problem[] # The problems; an empty list if there are none.
function links.check(rows, options) end

---Returns the same functions for one of the two services.
---
---```lua
---print(links.on("forsg").create("https://www.example.gov.sg/a").longUrl)
---```
---@param service "go"|"forsg" "go" for GoGovSG, "forsg" for ForSG.
---@return links # A table with create, update, get, list, each, check and limits.
function links.on(service) end
