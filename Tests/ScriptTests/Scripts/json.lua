-- json as scripts see it.
local value = json.decode('{"a": [1, 2.0, "x", null, true], "b": {"c": -9223372036854775808}}')
assert(math.type(value.a[1]) == "integer" and math.type(value.a[2]) == "float")
assert(value.a[4] == json.null and value.a[5] == true and value.b.c == math.mininteger)
assert(json.encode(value) == '{"a":[1,2.0,"x",null,true],"b":{"c":-9223372036854775808}}')
assert(json.encode({}) == "{}" and json.encode({}, { empty = "array" }) == "[]")
assert(tostring(json.null) == "null")

local ok, problem = pcall(json.decode, "[1, 2")
assert(not ok and problem.kind == "data")
ok, problem = pcall(json.encode, { f = print })
assert(not ok and tostring(problem):find("value.f", 1, true), tostring(problem))
