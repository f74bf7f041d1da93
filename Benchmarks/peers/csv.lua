--- One job of csv.sh.
--- usage:  govscript run csv.lua rows|column|copy
local job = args[1]
local sum = 0
if job == "rows" then
  for row in csv.rows("rows.csv") do sum = sum + math.tointeger(tonumber(row.amount)) end
elseif job == "column" then
  for row in csv.rows("rows.csv", { columns = { "amount" }, types = { amount = "integer" } }) do
    sum = sum + row.amount
  end
else
  sum = csv.copy("rows.csv", "copy.csv", {
    columns = { "id", "name", { "email", "EMAIL" }, "city", "amount", "currency", "url", "created", "status" },
  })
end
print(sum)
