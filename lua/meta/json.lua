---@meta
-- Made by `govscript docs` from the functions' declarations; changes here are lost.

---Text to values and back.
---@class json
---@field null userdata JSON's null, for lists and fields where nil cannot stand.
json = {}

---@class json.EncodeOptions
---@field pretty? boolean Whether to indent it. Default false.
---@field empty? "object"|"array" What an empty table is. Default "object".

---Reads a JSON text; null becomes json.null, and integers stay integers.
---
---Errors: data.
---
---```lua
---print(json.decode('{ "a": [1, 2.5] }').a[2])
---```
---@param text string The whole text.
---@return any # The value.
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
