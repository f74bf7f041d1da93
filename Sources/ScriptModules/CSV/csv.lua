-- `csv.read` and `csv.write`: the loops over the rows, which may be an iterator of the script's.
local host, read_arguments, rows_of, too_long, arguments, writer, columns, put, close, abandon = ...
local error, ipairs, pcall, type, pull_from = host.error, host.ipairs, host.pcall, host.type, host.pull_from

-- The fields of a record that the script has named as columns.
local function pick(row, header)
  if not header or type(row) ~= "table" or #row > 0 then return row end
  local picked = {}
  for _, name in ipairs(header) do picked[name] = row[name] end
  return picked
end

local function write(path, rows, options)
  -- links.list() gives its count after the list: csv.write("links.csv", links.list()) is meant without.
  if type(options) == "number" then options = nil end
  options = arguments(path, rows, options)
  local pull, count = pull_from(rows), 0
  local row = pull()
  local header = options.header or columns(row)
  local out = writer(path, header, { separator = options.separator, crlf = options.crlf })
  local ok, problem = pcall(function()
    while row ~= nil do
      put(out, pick(row, options.header))
      count = count + 1
      row = pull()
    end
    close(out)
  end)
  if ok then return count end
  -- What was there before stays.
  abandon(out)
  error(problem, 0)
end

-- A list of them is held in memory at once.
local most = 100000

local function read(path, options)
  options = read_arguments(path, options)
  local rows, count = {}, 0
  for row in rows_of(path, options) do
    if count == most then too_long(path) end
    count = count + 1
    rows[count] = row
  end
  return rows
end

return read, write
