---@meta
-- Made by `govscript docs` from the functions' declarations; changes here are lost.

---Tests of scripts, run by govscript test.
---@class test
test = {}

---@class test.Link
---@field service string go or forsg.
---@field shortUrl string The short URL.
---@field longUrl string Where it leads.
---@field state string ACTIVE or INACTIVE.

---@class test.Replay
---@field run string The recorded run's name.
---@field profile string Its profile.
---@field exit integer The script's exit code.
---@field log string What it logged, and the error that ended it; a line each.
---@field summary string The counts in words.
---@field counts table<string, integer> How many steps there are of each list below, by its name.
---@field matches test.ReplayStep[] Recorded steps that are asked for again, or whose item is done and is left alone.
---@field new test.ReplayStep[] Steps that are asked for and not recorded.
---@field gone test.ReplayStep[] Recorded steps that are not asked for.
---@field differs test.ReplayStep[] Recorded steps in whose place another of the same function is asked for.

---@class test.ReplayStep
---@field text string All of it in one line.
---@field key string The key of its item.
---@field row? string Where the item stands: links.csv:12.
---@field call string The function: links.create.
---@field service string go, forsg or datagov.
---@field recorded? string What is recorded, in words; nil of a new step.
---@field asked? string The call as the script makes it now; nil if it does not.
---@field state? string Of the recorded step: done, open (it may have been sent) or refused.
---@field difference? string The first thing that differs, with both values.
---@field place? string Where the script asks for it: move.lua:14.
---@field outcome string What a resumed run does.

---@class test.Request
---@field service string go, forsg, datagov, public or storage.
---@field method string GET, POST, PATCH or PUT.
---@field path string The path, with its query.
---@field body string What was sent.
---@field status? integer The status of the answer; nil if there was none.
---@field at number When it arrived: seconds since the test began, in virtual time.

---@class test.Run
---@field exit integer The exit code.
---@field output string What the script printed.
---@field log string What it logged, and the error that ended it; a line each.
---@field killed boolean Whether it was killed, as test.kill_at has asked.
---@field done integer Items of durable runs that were done.
---@field before integer Items that were done before.
---@field failed integer Items that failed.
---@field uncertain integer Items whose outcome is unknown.
---@field writes table<string, integer> Writes that were sent and succeeded, by their call.
---@field elapsed number Seconds that it took, in virtual time.

---@class test.RequestsOptions
---@field service? string Only those to go, forsg, datagov, public or storage.
---@field method? string Only those of a method: POST.

---@class test.LinksOptions
---@field service? string Only those of go or forsg.

---Declares a test. It is run by govscript test, with services and files of its own, and skipped elsewhere.
---
---Errors: usage.
---
---```lua
---test.case("one and one", {}, function(t)
---  t.equal(1 + 1, 2)
---end)
---```
---@param name string What it shows, in words; each name once in a file.
---@param given table What there is: csv and files (texts by file name), links (a list of { shortUrl =, longUrl = }, with service, state and clicks if they matter), datasets (CSV texts by dataset id).
---@param fn function Called with test itself; an error fails the test.
function test.case(name, given, fn) end

---Runs a script in the services, the time and the folder of the test, with a list of arguments and a list of flags: --dry-run, --verbose.
---
---Errors: usage.
---
---```lua
---test.case("it ends well", {}, function(t)
---  t.equal(t.run("first.lua", { "links.csv" }).exit, 0)
---end)
---```
---@param script string The script, from the test's folder or the one above.
---@param ... any
---@return test.Run
function test.run(script, ...) end

---Compares a recorded run with what a script asks for now, before it is resumed. The script runs with a list of arguments, in the test's services and folder; nothing is sent, and the record is only read.
---
---Errors: usage.
---
---```lua
---test.case("the new version fits", {}, function(t)
---  local replay = t.replay("campaign", "first.lua", { "links.csv" })
---  t.still_matches(replay)
---  t.equal(replay.counts.new, 0)
---end)
---```
---@param run string A durable run of this case or else of this machine: its name, its journal's path, or the id of a start.
---@param script string The script, as for test.run.
---@param ... any
---@return test.Replay
function test.replay(run, script, ...) end

---Fails if a step of a replayed run is gone or differs, or if the script failed; lists each with its reason.
---
---Errors: data.
---
---```lua
---test.case("the new version fits", {}, function(t)
---  t.still_matches(t.replay("campaign", "first.lua", { "links.csv" }))
---end)
---```
---@param replay table What test.replay gave.
function test.still_matches(replay) end

---Has the services misbehave from now on; see govscript help faults.
---
---Errors: usage.
---
---```lua
---test.case("lost answers", {}, function(t) t.faults("go:drop-after=5%") end)
---```
---@param faults string Such as go:drop-after@1; an empty text ends it.
function test.faults(faults) end

---Has the script that is run next killed, as by kill -9, at a step boundary of a durable run.
---
---Errors: usage.
---
---```lua
---test.case("a crash", {}, function(t) t.kill_at("answered:1") end)
---```
---@param boundary string intended:N (the Nth write is recorded and not sent), answered:N (sent and not recorded) or recorded:N.
function test.kill_at(boundary) end

---Returns what has reached the services, in the order of arrival.
---
---Errors: usage.
---
---```lua
---test.case("no writes yet", {}, function(t)
---  t.equal(#t.requests({ method = "POST" }), 0)
---end)
---```
---@param options? test.RequestsOptions
---@return test.Request[]
function test.requests(options) end

---Returns the links that the services have now, by service and name.
---
---Errors: usage.
---
---```lua
---test.case("none yet", {}, function(t) t.equal(#t.links(), 0) end)
---```
---@param options? test.LinksOptions
---@return test.Link[]
function test.links(options) end

---Returns the rows that a dataset has now, as CSV; nil if there is no such dataset.
---
---Errors: usage.
---
---```lua
---test.case("rows", {}, function(t) t.equal(t.dataset("d_0"), nil) end)
---```
---@param id string Its id.
---@return string? # The CSV.
function test.dataset(id) end

---Returns what a file of the test's folder holds; nil if there is none.
---
---Errors: usage.
---
---```lua
---test.case("no file", {}, function(t) t.equal(t.file("made.csv"), nil) end)
---```
---@param name string Its path in that folder.
---@return string? # The text.
function test.file(name) end

---Compares requests, links, and the output of all scripts with what is kept beside the test, in snapshots/. With --update, or if nothing is kept yet, it is written; with --ci, or where CI is set, a missing one fails. Times, and ids that the test does not give, are kept as <time>, <link 1> and <id 1>.
---
---Errors: data, usage.
---
---```lua
---test.case("as before", {}, function(t) t.snapshot("nothing") end)
---```
---@param name string The snapshot's name: letters, digits, - and _.
function test.snapshot(name) end

---Fails if a service refused a request because too many came.
---
---Errors: data, usage.
---
---```lua
---test.case("slow enough", {}, function(t) t.never_over_the_limit() end)
---```
function test.never_over_the_limit() end

---Fails if two links were made for one target, or the same rows were added twice.
---
---Errors: data, usage.
---
---```lua
---test.case("once", {}, function(t) t.nothing_twice() end)
---```
function test.nothing_twice() end

---Runs a script with a list of arguments, then again and again in new services, each time killed at another step boundary and started again; fails unless links, datasets and files come to the same.
---
---Errors: data, usage.
---
---```lua
---test.case("any kill", {}, function(t)
---  print(t.resumes_anywhere("first.lua", { "links.csv" }))
---end)
---```
---@param script string The script, as for test.run.
---@param ... any
---@return integer # How many step boundaries there are.
function test.resumes_anywhere(script, ...) end

---Fails unless two values are equal; tables are compared by what they hold.
---
---Errors: data.
---
---```lua
---test.equal({ 1, 2 }, { 1, 2 })
---```
---@param ... any
function test.equal(...) end

---Fails unless a number is less than another.
---
---Errors: data.
---
---```lua
---test.less(1, 2)
---```
---@param actual number The number that there is.
---@param bound number What it has to be less than.
function test.less(actual, bound) end

---Fails unless a text holds another.
---
---Errors: data.
---
---```lua
---test.contains("one two", "two")
---```
---@param text string The text that there is.
---@param part string What it has to hold, in plain words, no pattern.
function test.contains(text, part) end
