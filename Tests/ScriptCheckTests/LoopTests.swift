import Testing

@testable import ScriptCheck

/// What stands after `in`.
struct LoopTests {
    @Test(arguments: [
        (
            "for _, link in links.list() do print(link) end",
            "1:16: error: what links.list returns is a list, not an iterator; write: for _, link in ipairs(…) do"
        ),
        (
            "for link in links.list() do print(link) end",
            "1:13: error: what links.list returns is a list, not an iterator; write: for _, link in ipairs(…) do"
        ),
        (
            "local mine = links.list()\nfor _, l in mine do print(l) end",
            "2:13: error: 'mine' is a list, not an iterator; write: for _, l in ipairs(…) do"
        ),
        (
            "mine = fs.glob(\"*\")\nfor l in mine do print(l) end",
            "2:10: error: 'mine' is a list, not an iterator; write: for _, l in ipairs(…) do"
        ),
        (
            "local check = datagov.check(\"a\")\nfor p in check.problems do print(p) end",
            "2:10: error: 'problems' is a list, not an iterator; write: for _, p in ipairs(…) do"
        ),
        (
            "for x in { 1, 2 } do print(x) end",
            "1:10: error: this table is a list, not an iterator; write: for _, x in ipairs(…) do"
        ),
        (
            "local t = { 1 }\nfor i, x in t do print(i, x) end",
            "2:13: error: this table is a list, not an iterator; write: for _, x in ipairs(…) do"
        ),
        (
            "for _, row in ipairs(csv.rows(\"a\")) do print(row) end",
            "1:22: error: ipairs takes a list, and this is an iterator; write: for row in … do"
        ),
        (
            "for _, link in pairs(links.each()) do print(link) end",
            "1:22: error: pairs takes a list, and this is an iterator; write: for link in … do"
        ),
        (
            "for _, link in ipairs(links.list) do print(link) end",
            "1:23: error: ipairs takes a list, and links.list is a function; call it: links.list(…)"
        ),
    ])
    func listsWithoutIpairs(_ source: String, _ finding: String) {
        #expect(Declarations.findings(in: source) == [finding])
    }

    @Test(arguments: [
        "for _, link in ipairs(links.list()) do print(link.state) end",
        "for link in links.each() do print(link.state) end",
        "for row, place in csv.rows(\"a\") do print(row.x, place) end",
        "for k, v in pairs(links.get(\"a\")) do print(k, v) end",
        "for k, v in next, {} do print(k, v) end",
        "local t = setmetatable({}, { __call = function() end })\nfor x in t do print(x) end",
        "local t = {}\nt = pairs\nfor x in t({}) do print(x) end",
        "local function each() return next, {} end\nfor k in each() do print(k) end",
        "local mine = links.list()\nmine = pairs(mine)\nfor l in mine do print(l) end",
    ])
    func nothingIsSaidOfIterators(_ source: String) {
        #expect(Declarations.findings(in: source) == [])
    }
}
