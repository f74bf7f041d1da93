---@meta
-- Made by `govscript docs` from the functions' declarations; changes here are lost.

---@class govscript.Error
---@field kind "usage"|"data"|"auth"|"not_found"|"conflict"|"rejected"|"rate_limited"|"unreachable"|"server"|"ingestion"|"timeout"|"cancelled"|"permission"|"uncertain"|"internal" What went wrong; see: help errors.
---@field message string One sentence for a person.
---@field where? string The script's own line, as file:line:.
---@field call? string The function that failed.
---@field service? string The service that was asked.
---@field status? integer The HTTP status of the last answer.
---@field attempts? integer How many requests were sent.
---@field hint? string What to do.
---@field details? string[] What the service reported, line by line.
---@field rows? table<string, any>[] What the service reported of rows of the data: row, column and message of each.
---@field rule? string The rule that a value breaks.
---@field value any The value that breaks the rule.
---@field file? string The file with the fault.
---@field line? integer Its line.
---@field stops_run? boolean Whether every further call would fail too.
---@field try_later? boolean Whether something else holds what is needed, so that the same call may work later.
---@field configuration? boolean Whether a setting is wrong, such as an address.
---@field unusable "input"|"output"|"full"|"device"|nil Whether a file cannot be read, or written, the disk is full, or the device failed.

---The words after the script's name.
---@type string[]
args = {}

---The environment's variables, without those that hold keys.
---@type table<string, string>
env = {}
