import Testing

@testable import ScriptCheck

/// Fields and values of records, wherever they come from.
struct RecordTests {
    @Test(arguments: [
        (
            "local link = links.get(\"a\")\nprint(link.url)",
            "2:12: warning: links.Link has no 'url'; did you mean 'longUrl'?"
        ),
        ("print(links.list()[1].stat)", "1:23: warning: links.Link has no 'stat'; did you mean 'state'?"),
        (
            "local page, count = links.list()\nprint(page[1].shorturl, count)",
            "2:15: warning: links.Link has no 'shorturl'; did you mean 'shortUrl'?"
        ),
        (
            "for _, l in ipairs(links.list()) do print(l.click) end",
            "1:45: warning: links.Link has no 'click'; did you mean 'clicks'?"
        ),
        (
            "local l = assert(links.get(\"a\"))\nprint(l.click)",
            "2:9: warning: links.Link has no 'click'; did you mean 'clicks'?"
        ),
        (
            "local l = links.get(\"a\") or links.create(\"u\")\nprint(l.click)",
            "2:9: warning: links.Link has no 'click'; did you mean 'clicks'?"
        ),
        (
            "local report = bulk.each(\"a\", {}, print)\nprint(report.dnoe)",
            "2:14: warning: bulk.Report has no 'dnoe'; did you mean 'done'?"
        ),
        (
            "report = bulk.each(\"a\", {}, print)\nprint(report.dnoe)",
            "2:14: warning: bulk.Report has no 'dnoe'; did you mean 'done'?"
        ),
        (
            "for _, p in ipairs(datagov.check(\"a\").problems) do print(p.lin) end",
            "1:60: warning: datagov.Problem has no 'lin'; did you mean 'line'?"
        ),
        (
            "local c = datagov.check(\"a\")\nprint(c.problems[1].txt)",
            "2:21: warning: datagov.Problem has no 'txt'; did you mean 'text'?"
        ),
        (
            "task.map(links.list(), function(l) return l.click end)",
            "1:45: warning: links.Link has no 'click'; did you mean 'clicks'?"
        ),
        (
            "bulk.each(\"a\", links.each(), function(l) print(l.click) end)",
            "1:50: warning: links.Link has no 'click'; did you mean 'clicks'?"
        ),
        ("print(links.limits().refused)", "1:22: warning: links.Use has no 'refused'; known: refusals, use"),
    ])
    func fieldsThatAreNotThere(_ source: String, _ finding: String) {
        #expect(Declarations.findings(in: source) == [finding])
    }

    /// Habits that Lua takes without a word, and that give nil.
    @Test(arguments: [
        (
            "local x = links.list()\nprint(x[0])",
            "2:9: warning: x[0] is nil: lists start at 1\n  hint: The first element is x[1]."
        ),
        (
            "local x = links.list()\nprint(x[0].clicks)",
            "2:9: warning: x[0] is nil: lists start at 1\n  hint: The first element is x[1]."
        ),
        (
            "print(links.list()[0].clicks)",
            "1:20: warning: x[0] is nil: lists start at 1\n  hint: The first element is x[1]."
        ),
        (
            "local x <const> = { 1, 2 }\nlocal i = 0\nprint(x[i])",
            "3:9: warning: x[0] is nil: lists start at 1\n  hint: The first element is x[1]."
        ),
        (
            "local x = links.list()\nprint(x.length)",
            "2:9: warning: a list has no field 'length'\n  hint: The length of x is #x."
        ),
        (
            "x = { \"a\" }\nfor i = 1, x.size do print(i) end",
            "2:14: warning: a list has no field 'size'\n  hint: The length of x is #x."
        ),
        (
            "local s = \"a\"\nprint(s.length)",
            "2:9: warning: a text has no field 'length'\n  hint: The length of s is #s."
        ),
        (
            "for link in links.each() do print(link.longUrl.length) end",
            "1:48: warning: a text has no field 'length'\n  hint: The length of link.longUrl is #link.longUrl."
        ),
    ])
    func listsAndTextsReadAsInOtherLanguages(_ source: String, _ finding: String) {
        #expect(Declarations.findings(in: source) == [finding])
    }

    @Test(arguments: [
        "local x = { 1 }\nx[0] = 2\nprint(x[0])", "local x = { length = 1 }\nprint(x.length)",
        "local s = \"a\"\nprint(s.len)",
        "local x = {}\nprint(x[0], x.size)", "local x = links.list()\nprint(x[1], #x)",
        "local x = { 1, [0] = 2 }\nprint(x[0])",
        "local x = links.list()\nx[0] = x[1]", "local t = setmetatable({}, {})\nprint(t[0], t.length)",
    ])
    func whatMayBeThereIsNoHabit(_ source: String) {
        #expect(Declarations.findings(in: source) == [])
    }

    @Test(arguments: [
        (
            "links.update(\"a\", { state = \"inactive\" })",
            "1:29: error: links.update: argument #2 'changes': field 'state': expected \"INACTIVE\" or \"ACTIVE\", got \"inactive\""
        ),
        (
            "local change = { state = \"OFF\" }\nlinks.update(\"a\", change)",
            "1:26: error: links.update: argument #2 'changes': field 'state': expected \"ACTIVE\" or \"INACTIVE\", got \"OFF\""
        ),
        (
            "links.update(\"a\", { url = \"u\" })",
            "1:21: error: links.update: argument #2 'changes': unknown field 'url'; did you mean 'longUrl'?"
        ),
        (
            "links.update(\"a\", { longURL = \"u\" })",
            "1:21: error: links.update: argument #2 'changes': unknown field 'longURL'; did you mean 'longUrl'?"
        ),
        (
            "links.update(\"a\", { longUrl = 3 })",
            "1:31: error: links.update: argument #2 'changes': field 'longUrl': expected string, got number"
        ),
        (
            "links.update(\"a\", \"b\")",
            "1:19: error: links.update: argument #2 'changes': expected links.Changes, got string"
        ),
        (
            "links.list { state = \"inactive\" }",
            "1:22: error: links.list: option 'state': expected \"INACTIVE\" or \"ACTIVE\", got \"inactive\""
        ),
        (
            "csv.rows(\"a\", { types = { year = \"int\" } })",
            "1:34: error: csv.rows: option 'types': field 'year': expected \"integer\" or \"string\", got \"int\""
        ),
        (
            "csv.rows(\"a\", { columns = { \"a\", 2 } })",
            "1:34: error: csv.rows: option 'columns': [2]: expected string, got number"
        ),
        (
            "if links.get(\"a\").state == \"active\" then print(1) end",
            "1:28: warning: 'state' of links.Link is never \"active\"; it is \"ACTIVE\" or \"INACTIVE\""
        ),
        (
            "for l in links.each() do print(l.state ~= \"Inactive\") end",
            "1:43: warning: 'state' of links.Link is never \"Inactive\"; it is \"INACTIVE\" or \"ACTIVE\""
        ),
        (
            "local s = links.get(\"a\").state\nprint(s == \"off\")",
            "2:12: warning: 'state' of links.Link is never \"off\"; it is \"ACTIVE\" or \"INACTIVE\""
        ),
        (
            "local l = links.get(\"a\")\nprint(\"3\" == l.clicks)",
            "2:7: warning: 'clicks' of links.Link is never \"3\"; it is a value of type integer"
        ),
    ])
    func valuesThatDoNotExist(_ source: String, _ finding: String) {
        #expect(Declarations.findings(in: source) == [finding])
    }

    @Test(arguments: [
        "local link = links.create(\"u\")\nprint(link.planned)",
        "local link = links.get(\"a\")\nif link == nil or link.state == \"ACTIVE\" then print(link) end",
        "local link = links.get(\"a\")\nlink.note = 1\nprint(link.note)",
        "task.map(links.list(), function(l) l.note = 1 print(l.note) end)",
        "task.map(links.list(), function(l) l = {} print(l.note) end)",
        "local change = {}\nchange.state = \"ACTIVE\"\nlinks.update(\"a\", change)",
        "local change = { state = ... }\nlinks.update(\"a\", change)",
        "links.update(\"a\", { state = nil, longUrl = (\"x\"):rep(2) })",
        "local name = links.list()[1].shortUrl\nprint(name:upper(), #name, name == \"a\")",
        "for row in csv.rows(\"a\") do print(row.anything, row.state == \"off\") end",
        "bulk.each(\"a\", csv.rows(\"a\"), function(row) print(row.url) end)",
        "task.spawn(function(l) print(l.click) end, links.get(\"a\"))",
        "local t = links.list()\nt[1] = { url = 1 }\nprint(t[1].url)",
    ])
    func nothingIsSaidOfWhatMayBe(_ source: String) {
        #expect(Declarations.findings(in: source) == [])
    }

    /// Names that refer to names: each is looked at once, however often it is used.
    @Test func longChainsOfNamesTakeNoTime() {
        var source = "local x0 = links.get(\"a\")\n"
        for index in 1...30 { source += "local x\(index) = x\(index - 1) or x\(index - 1)\n" }
        source += "print(x30.click)\n"
        #expect(Declarations.findings(in: source).count <= 1)
    }
}
