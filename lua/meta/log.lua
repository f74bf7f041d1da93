---@meta
-- Made by `govscript docs` from the functions' declarations; changes here are lost.

---Log messages, on standard error.
---@class log
log = {}

---Logs a detail for debugging; shown with --verbose.
---
---```lua
---log.debug("published", 3, { a = 1 })
---```
---@param ... any
function log.debug(...) end

---Logs a message.
---
---```lua
---log.info("published", 3, { a = 1 })
---```
---@param ... any
function log.info(...) end

---Logs a warning.
---
---```lua
---log.warn("published", 3, { a = 1 })
---```
---@param ... any
function log.warn(...) end

---Logs an error; the script continues.
---
---```lua
---log.error("published", 3, { a = 1 })
---```
---@param ... any
function log.error(...) end
