--- The demo: shortens real URLs at the service's own limit and publishes the result as a dataset.
--- usage:  govscript run --sandbox scripts/demo/demo.lua URLS.csv CREATED.csv
local urls_file, created_file = args[1], args[2]
local DATASET <const> = "d_1f0c5d6b7a8e49f2b3c4d5e6f7a80912"
local started = os.time()

print("Shortening real https URLs, as fast as the service allows and never faster.")
print("Kill it and start it again if you like: it resumes.")

local report = bulk.each("demo", csv.rows(urls_file), function(row)
  return links.create(row.url)
end, { key = "url", workers = 16, save = created_file })
local use = links.limits()

local rows_file = created_file:gsub("%.csv$", "") .. "-rows.csv"
do
  local out <close> = csv.writer(rows_file, { "short_url", "long_url", "created_at" })
  for row in csv.rows(created_file) do
    out:write({ short_url = row.shortUrl, long_url = row.longUrl, created_at = row.createdAt })
  end
end

print(("Publishing %s as dataset %s, and waiting for the ingestion."):format(rows_file, DATASET))
local published = datagov.publish(DATASET, rows_file)

print("\n" .. tostring(report))
print(("  %d refusals; dataset: %s"):format(use.refusals or 0, published.status))
print(("  in all %d s, and the links are in %s"):format(os.difftime(os.time(), started), created_file))
