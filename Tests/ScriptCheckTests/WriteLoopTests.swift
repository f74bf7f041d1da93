import Testing

@testable import ScriptCheck

/// Writes that are repeated outside `bulk.each`.
struct WriteLoopTests {
    private static let advice = "is called in a loop: with bulk.each the job can be killed and resumed"

    @Test(arguments: [
        ("for _, u in ipairs(args) do links.create(u) end", "1:29", "links.create"),
        ("for i = 1, 3 do print(links.create(\"u\" .. i).clicks) end", "1:23", "links.create"),
        ("while more() do links.update(\"a\", {}) end", "1:17", "links.update"),
        ("while links.create(\"a\") do end", "1:7", "links.create"),
        ("repeat local _ = links.create(\"a\") until true", "1:18", "links.create"),
        ("task.map(args, function(u) return links.create(u) end)", "1:35", "links.create"),
        ("task.each(args, links.create)", "1:17", "links.create"),
        ("local go = links.on(\"go\")\nfor u in more do pcall(go.create, u) end", "2:24", "links.create"),
        ("for u in more do pcall(function() links.create(u) end) end", "1:35", "links.create"),
        ("for u in more do task.spawn(function() links.create(u) end) end", "1:40", "links.create"),
        ("for u in more do (function() links.create(u) end)() end", "1:30", "links.create"),
        ("task.map(function() return links.create(\"u\") end, print)", "1:28", "links.create"),
        ("bulk.each(\"a\", function() return links.create(\"u\") end, print)", "1:34", "links.create"),
        ("table.sort(args, function(a, b) return links.create(a) < b end)", "1:40", "links.create"),
        ("(\"a b\"):gsub(\"%w\", links.create)\nstring.gsub(\"a b\", \"%w\", links.create)", "2:26", "links.create"),
        ("for u in more do for v in more do if v then links.create(v) break end end end", "1:45", "links.create"),
        ("local function f(u) links.create(u) end\nfor u in more do f(u) end", "2:18", "f, which calls links.create,"),
        ("function f(u) links.create(u) end\ntask.map(args, f)", "2:16", "f, which calls links.create,"),
        (
            "local function g(u) links.create(u) end\nlocal function f(u) g(u) end\nfor u in more do f(u) end", "3:18",
            "f, which calls links.create,"
        ),
        (
            "local function f() for u in more do links.create(u) end end\nf()\nbulk.each(\"a\", {}, f)", "1:37",
            "links.create"
        ),
        ("local m = {}\nfunction m.f() for u in more do links.create(u) end end\nreturn m", "2:33", "links.create"),
        ("local function f() for u in more do links.create(u) end end\nreturn f", "1:37", "links.create"),
        (
            "for u in more do if u then return links.get(links.create(u).shortUrl) end links.create(u) end", "1:75",
            "links.create"
        ),
    ])
    func writesInLoops(_ source: String, _ place: String, _ name: String) {
        let found = Declarations.findings(in: source).filter { !$0.contains("'more' is not defined") }
        #expect(found == ["\(place): warning: \(name) \(Self.advice)"])
    }

    @Test(arguments: [
        "links.create(\"u\")",
        "bulk.each(\"a\", args, function(u) links.create(u) end)",
        "bulk.each(\"a\", args, function(u) for i = 1, 3 do links.create(u .. i) end end)",
        "bulk.each(\"a\", args, links.create)",
        "local function f(u) links.create(u) end\nbulk.each(\"a\", args, f)",
        "local function f(u) for i = 1, 3 do links.create(u .. i) end end\nbulk.each(\"a\", args, f)",
        "local function g(u) for i = 1, 3 do links.create(u .. i) end end\n"
            + "local function f(u) g(u) end\nbulk.each(\"a\", args, f)",
        "for _, name in ipairs(args) do bulk.each(name, args, function(u) links.create(u) end) end",
        "for _, u in ipairs(args) do bulk.once(u, function() return links.create(u) end) end",
        "for _, u in ipairs(args) do local f = function() links.create(u) end print(f) end",
        "for _, u in ipairs(args) do if u then links.create(u) break end end",
        "local function f() for _, u in ipairs(args) do if u then return links.create(u) end end end\nf()",
        "for _, u in ipairs(links.list()) do links.get(u.shortUrl) end",
        "for _, u in ipairs({ links.create(\"u\") }) do print(u) end",
        "for i = 1, links.create(\"u\").clicks do print(i) end",
        "local links = args\nfor i = 1, 2 do links.create(i) end",
        "local function f() links.create(\"u\") end\nf()\nfor i = 1, 2 do print(i) end",
        "local function f() for i = 1, 2 do print(i) end links.create(\"u\") end\nf()",
        "for i = 1, 2 do print(i) end\ntask.timeout(5, function() links.create(\"u\") end)",
    ])
    func nothingIsSaidOfOthers(_ source: String) {
        #expect(Declarations.findings(in: source) == [])
    }
}
