--- The demo: shortens real URLs at the service's own limit and publishes the result as a dataset.
--- usage:  govscript run --sandbox scripts/demo/demo.lua URLS.csv CREATED.csv
local urls_file, created_file = args[1], args[2]
local DATASET <const> = "d_1f0c5d6b7a8e49f2b3c4d5e6f7a80912"
local started = os.time()

local urls = {}
for row in csv.rows(urls_file) do urls[#urls + 1] = row.url end
print(("Shortening %d real https URLs, as fast as the service allows and never faster."):format(#urls))

local made
do
  local bar <close> = progress.start("shortening", { total = #urls })
  made = task.map(urls, function(url)
    local link = links.create(url)
    bar:add({ note = link.shortUrl .. " → " .. url })
    return link
  end, { workers = 16 })
end
local use = links.limits()

do
  local out <close> = csv.writer(created_file, { "short_url", "long_url", "created_at" })
  for _, link in ipairs(made) do
    out:write({ short_url = link.shortUrl, long_url = link.longUrl, created_at = link.createdAt })
  end
end

print(("Publishing %s as dataset %s, and waiting for the ingestion."):format(created_file, DATASET))
local published = datagov.publish(DATASET, created_file)

print(("\n  links made        %d of %d"):format(#made, #urls))
print(("  time              %.1f s at %g requests per second"):format(use.seconds, use.rate))
print(("  use of the limit  %.0f %%"):format((use.use or 0) * 100))
print(("  refusals          %d"):format(use.refusals))
print(("  dataset           %s"):format(published.status))
print(("  in all            %d s, and the rows are in %s"):format(os.difftime(os.time(), started), created_file))
