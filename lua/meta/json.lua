---@meta
-- Made by `govscript docs` from the functions' declarations; changes here are lost.

---Text to values and back, and files of one text a line.
---@class json
---@field null userdata JSON's null, for lists and fields where nil cannot stand.
json = {}

---@class json.EncodeOptions
---@field pretty? boolean Whether to indent it. Default false.
---@field empty? "object"|"array" What an empty table is that is not known to be an array. Default "object".

---Reads a JSON text; null becomes json.null, and integers stay integers.
---
---Errors: data.
---
---```lua
---print(json.decode('{ "a": [1, 2.5] }').a[2])
---```
---@param text string The whole text.
---@return any # The value; its arrays stay arrays for json.encode, also empty ones.
function json.decode(text) end

---Writes a value as JSON; the names of objects are sorted.
---
---Errors: data.
---
---```lua
---print(json.encode({ a = { 1, 2.5 }, b = json.null }))
---```
---@param value any Tables, strings, numbers, booleans and json.null.
---@param options? json.EncodeOptions
---@return string # The text.
function json.encode(value, options) end

---Makes a table an array for json.encode, even while it is empty.
---
---```lua
---print(json.encode({ tags = json.array({}) }))
---```
---@param list table The table; it gets a metatable.
---@return any[] # The same table.
function json.array(list) end

---Reads a file that has one JSON text per line, however long; blank lines are skipped.
---
---Errors: data, permission.
---
---```lua
---fs.write("names.jsonl", '{ "name": "Ada" }\n{ "name": "Grace" }\n')
---for person, place in json.lines("names.jsonl") do
---  print(place, person.name)
---end
---```
---@param path string The file, in UTF-8, also packed by gzip.
---@return fun(): any, string # The value, and where it stands: names.jsonl:12.
function json.lines(path) end
