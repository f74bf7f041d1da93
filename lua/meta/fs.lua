---@meta
-- Made by `govscript docs` from the functions' declarations; changes here are lost.

---What Lua's own libraries lack about files.
---@class fs
fs = {}

---@class fs.Status
---@field kind "file"|"folder"|"other" What it is.
---@field size integer Bytes.
---@field modified number When its content last changed, in seconds since 1970.

---The files that match a pattern, sorted.
---
---Errors: permission.
---
---```lua
---for _, path in ipairs(fs.glob("*.csv")) do print(path) end
---```
---@param pattern string With * for any characters, ? for one, [abc] for one of these.
---@return string[] # The paths.
function fs.glob(pattern) end

---Whether there is a file or folder.
---
---Errors: permission.
---
---```lua
---print(fs.exists("no-such-file"))
---```
---@param path string The path.
---@return boolean # Whether it is there.
function fs.exists(path) end

---The names in a folder, sorted.
---
---Errors: permission, data.
---
---```lua
---for _, name in ipairs(fs.list(".")) do print(name) end
---```
---@param path string The folder.
---@return string[] # The names, without the folder's.
function fs.list(path) end

---What is known of a file or folder without reading it.
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

---The whole content of a file.
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

---Gives a file new content, whole or not at all: a reader never sees half of it.
---
---Errors: permission, data.
---
---```lua
---fs.write("note.txt", "hello\n")
---```
---@param path string The file; it is made if it is missing.
---@param content string All of it.
function fs.write(path, content) end

---Makes a folder, and those above it that are missing; one that is there is no error.
---
---Errors: permission, data.
---
---```lua
---fs.mkdir("out/2026")
---print(fs.exists("out/2026"))
---```
---@param path string The folder.
function fs.mkdir(path) end
