---@meta
-- Made by `govscript docs` from the functions' declarations; changes here are lost.

---Lines for the person who runs the script, on standard error.
---@class log
log = {}

---Logs what only matters when something is being looked into; shown with --verbose.
---
---```lua
---log.debug("published", 3, { a = 1 })
---```
---@param ... any
function log.debug(...) end

---Logs what happens.
---
---```lua
---log.info("published", 3, { a = 1 })
---```
---@param ... any
function log.info(...) end

---Logs what may be wrong.
---
---```lua
---log.warn("published", 3, { a = 1 })
---```
---@param ... any
function log.warn(...) end

---Logs what went wrong.
---
---```lua
---log.error("published", 3, { a = 1 })
---```
---@param ... any
function log.error(...) end
