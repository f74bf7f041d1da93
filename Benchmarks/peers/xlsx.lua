-- The peer of xlsx_jobs.py: xlsx.lua FILE
local total = 0
for row in xlsx.rows(arg[1]) do total = total + row.c4 end
print(total)
