---@meta
-- Made by `govscript docs` from the functions' declarations; changes here are lost.

---File helpers missing from Lua's standard library.
---@class fs
fs = {}

---@class fs.Status
---@field kind "file"|"folder"|"other" What it is.
---@field size integer Bytes.
---@field modified number When its content last changed, in seconds since 1970.

---Returns the files that match a pattern, sorted.
---
---Errors: permission.
---
---```lua
---for _, path in ipairs(fs.glob("*.csv")) do print(path) end
---```
---@param pattern string With * for any characters, ? for one, [abc] for one of these.
---@return string[] # The paths.
function fs.glob(pattern) end

---Tells whether a file or folder exists.
---
---Errors: permission.
---
---```lua
---print(fs.exists("no-such-file"))
---```
---@param path string The path.
---@return boolean # Whether it exists.
function fs.exists(path) end

---Returns the names in a folder, sorted.
---
---Errors: permission, data.
---
---```lua
---for _, name in ipairs(fs.list(".")) do print(name) end
---```
---@param path string The folder.
---@return string[] # The names, without the folder's.
function fs.list(path) end

---Returns the kind, size and time of a file or folder.
---
---Errors: permission.
---
---```lua
---fs.write("note.txt", "hello")
---print(fs.stat("note.txt").size)
---```
---@param path string The path.
---@return fs.Status? # Nil if there is none.
function fs.stat(path) end

---Returns the whole content of a file.
---
---Errors: permission, data.
---
---```lua
---fs.write("note.txt", "hello")
---print(fs.read("note.txt"))
---```
---@param path string The file.
---@return string # Its content.
function fs.read(path) end

---Replaces the content of a file as a whole: a reader never sees half of it.
---
---Errors: permission, data.
---
---```lua
---fs.write("note.txt", "hello\n")
---```
---@param path string The file; it is made if it is missing.
---@param content string All of it.
function fs.write(path, content) end

---Creates a folder and its missing parents. An existing folder is not an error.
---
---Errors: permission, data.
---
---```lua
---fs.mkdir("out/2026")
---print(fs.exists("out/2026"))
---```
---@param path string The folder.
function fs.mkdir(path) end
