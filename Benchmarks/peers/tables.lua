--- One job of tables.sh.
--- usage:  govscript run tables.lua sort|sort-numbers|join
local job = args[1]
local sum = 0
if job == "join" then
  for row in tables.join(csv.rows("rows.csv"), csv.rows("prices.csv"), "id") do
    sum = sum + math.tointeger(tonumber(row.price))
  end
else
  local numbers = job == "sort-numbers"
  local index = 0
  for row in tables.sort(csv.rows("rows.csv"), numbers and "amount" or "email", { as_numbers = numbers }) do
    index = index + 1
    if index % 1000 == 0 then sum = sum + math.tointeger(tonumber(row.id)) end
  end
end
print(sum)
