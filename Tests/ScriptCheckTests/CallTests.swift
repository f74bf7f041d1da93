import Testing

@testable import ScriptCheck

/// Calls are compared with the declarations.
struct CallTests {
    @Test(arguments: [
        ("links.crate(\"u\")", "1:7: error: there is no function links.crate; did you mean links.create?"),
        (
            "csv.frobnicate()", "1:5: error: there is no function csv.frobnicate; known: rows, writer"
        ),
        ("local f = links.crate", "1:17: warning: there is no links.crate; did you mean links.create?"),
        ("local L = links\nL[\"crate\"]()", "2:3: error: there is no function links.crate; did you mean links.create?"),
        ("_G.links.crate()", "1:10: error: there is no function links.crate; did you mean links.create?"),
        (
            "require(\"links\").crate()", "1:18: error: there is no function links.crate; did you mean links.create?"
        ),
        (
            "local go, forsg = links.on(\"go\"), links.on(\"forsg\")\nforsg.updat()",
            "2:7: error: there is no function links.updat; did you mean links.update?"
        ),
        (
            "links.on(\"go\").on(\"forsg\")",
            "1:16: error: there is no function links.on; known: create, each, get, limits, list, show, update"
        ),
        (
            "links:create(\"u\")", "1:7: error: links.create is not a method: write links.create(…), with a dot"
        ),
        (
            "local x = string.fomrat(\"\")",
            "1:18: warning: there is no function string.fomrat; did you mean string.format?"
        ),
        (
            "local out <close> = csv.writer(\"a\", {})\nout:wriet({})",
            "2:5: error: csv.Writer has no method 'wriet'; did you mean 'write'?"
        ),
        (
            "local out = csv.writer(\"a\", {})\nout:save()",
            "2:5: error: csv.Writer has no method 'save'; known: close, write"
        ),
        (
            "local out = csv.writer(\"a\", {})\nout.write({ 1 })",
            "2:1: error: csv.Writer:write is a method: write object:write(…), with a colon"
        ),
        (
            "local link = links.create(\"u\")\nprint(link.shortURL, link.planned)",
            "2:12: warning: links.Link has no 'shortURL'; did you mean 'shortUrl'?"
        ),
        (
            "for link in links.each() do print(link.stat) end",
            "1:40: warning: links.Link has no 'stat'; did you mean 'state'?"
        ),
        (
            "local link = links.get(\"a\")\nif link then print(link.click) end",
            "2:25: warning: links.Link has no 'click'; did you mean 'clicks'?"
        ),
    ])
    func namesThatDoNotExist(_ source: String, _ finding: String) {
        #expect(Declarations.findings(in: source) == [finding])
    }

    @Test(arguments: [
        (
            "links.create(\"u\", { timout = 3 })",
            "1:21: error: links.create: unknown option 'timout'; did you mean 'timeout'?"
        ),
        (
            "links.create(\"u\", { [\"x\"] = 3 })",
            "1:22: error: links.create: unknown option 'x'; known: shortUrl, timeout"
        ),
        ("links.create(\"u\", { 3 })", "1:21: error: links.create: options: expected named fields, got a list"),
        (
            "links.create(\"u\", \"name\")",
            "1:19: error: links.create: options: expected table, got string"
                + "\n  hint: Options go in braces: links.create(longUrl, { shortUrl = \"name\" })"
        ),
        (
            "links.create(\"u\", { timeout = \"3\" })",
            "1:31: error: links.create: option 'timeout': expected number, got string"
        ),
        (
            "links.create(\"u\", { shortUrl = {} })",
            "1:32: error: links.create: option 'shortUrl': expected string, got table"
        ),
        (
            "for link in links.each { state = \"OFF\" } do print(link) end",
            "1:34: error: links.each: option 'state': expected \"ACTIVE\" or \"INACTIVE\", got \"OFF\""
        ),
        (
            "links.list({ state = 1 })",
            "1:22: error: links.list: option 'state': expected \"ACTIVE\" or \"INACTIVE\", got number"
        ),
        (
            "links.list({ limit = 2.5 })",
            "1:22: error: links.list: option 'limit': expected integer, got the float 2.5"
        ),
        (
            "local WRONG <const> = \"no\"\nlinks.list({ limit = WRONG })",
            "2:22: error: links.list: option 'limit': expected integer, got string"
        ),
        ("links.create({})", "1:14: error: links.create: argument #1 'longUrl': expected string, got table"),
        ("links.create(nil)", "1:14: error: links.create: argument #1 'longUrl': expected string, got nil"),
        ("links.create(-1)", "1:14: error: links.create: argument #1 'longUrl': expected string, got number"),
        ("links.on(\"og\")", "1:10: error: links.on: argument #1 'service': expected \"go\" or \"forsg\", got \"og\""),
        (
            "csv.writer(\"a\", \"name\")",
            "1:17: error: csv.writer: argument #2 'columns': expected string[], got string"
        ),
        (
            "task.map(print, \"f\")", "1:17: error: task.map: argument #2 'fn': expected function, got string"
        ),
        (
            "task.map(1, print)", "1:10: error: task.map: argument #1 'items': expected any[]|fun(): any, got number"
        ),
        (
            "links.show(\"x\", w, f, nil)",
            "1:12: error: links.show: argument #1 'link': expected links.Link, got string"
        ),
        ("links.create()", "1:1: error: links.create: argument #1 'longUrl' is missing"),
        ("links.update(\"a\")", "1:1: error: links.update: argument #2 'changes' is missing"),
        ("print(links.get())", "1:7: error: links.get: argument #1 'shortUrl' is missing"),
        ("links.get(\"a\", \"b\")", "1:16: error: links.get: expected at most 1 argument, got 2"),
        ("links.create(\"a\", {}, 1, 2)", "1:23: error: links.create: expected at most 2 arguments, got 4"),
        ("links.limits(1)", "1:14: error: links.limits: expected no arguments, got 1"),
        (
            "local create = links.create\ncreate(\"u\", { shortURL = \"a\" })",
            "2:15: error: links.create: unknown option 'shortURL'; did you mean 'shortUrl'?"
        ),
        (
            "local ok, link = pcall(links.create, \"u\", { timout = 1 })",
            "1:45: error: links.create: unknown option 'timout'; did you mean 'timeout'?"
        ),
        (
            "xpcall(links.create, print, 1)",
            "1:29: error: links.create: argument #1 'longUrl': expected string, got number"
        ),
        (
            "task.spawn(links.create, 1)",
            "1:26: error: links.create: argument #1 'longUrl': expected string, got number"
        ),
        (
            "local bar = progress.start(\"x\")\nbar:add({ cuont = 1 })",
            "2:11: error: progress.Bar:add: unknown option 'cuont'; did you mean 'count'?"
        ),
        (
            "local out = csv.writer(\"x\", {})\nout.write(out, 1)",
            "2:16: error: csv.Writer:write: argument #1 'row': expected table, got number"
        ),
    ])
    func argumentsThatDoNotFit(_ source: String, _ finding: String) {
        let found = Declarations.findings(in: source).filter { !$0.contains("is not defined") }
        #expect(found == [finding])
    }

    @Test(arguments: [
        "links.create(url())", "links.update(\"a\", ...)", "links.update(pair())", "links.create((url()), nil, nil)",
        "links.create(\"u\", { [key()] = 1, pair() })", "links.create(\"u\", options())", "links.create(\"u\", nil)",
        "links.create(\"u\", { timeout = nil })", "links.create(\"u\" .. 1, { timeout = 3 // 2 })",
        "links.list({ limit = 3.0, state = state() })", "json.encode()", "json.encode(nil, { empty = \"array\" })",
        "log.info(1, {}, nil)", "datagov.wait({})", "links.show({}, w(), print)", "links.foo = 1 links.foo()",
        "function links.archive() end links.archive()", "links[name()] = 1 links.bar()",
        "local links = require(\"mine\") links.crate()", "local function f(links) links.crate() end f()",
        "links = {} links.crate()", "local L = links L = {} L.crate()", "task.spawn(print, 1)", "task.sleep(1)",
        "print(json.null, args[1])", "csv.writer(\"a\", {}):close()", "local x = (\"a\"):fomrat()",
        "string.trim = print string.trim()", "local s = string.trim",
        "local out = csv.writer(\"a\", {}) out.name = 1 print(out.name, out.label)",
        "local link = links.create(\"u\") link.stat = 1 print(link.stat)", "task.map({}, print, { workers = 1 << 2 })",
        "local t = \"a\" t = {} csv.writer(\"a\", t)", "pcall(links.create, url())", "pcall(json.decode, \"[1, 2\")",
        "local x; x = links.create; x()", "links.show({}, w(), print, nil)", "task.timeout(1, pcall)",
    ])
    func nothingIsSaidOfWhatMayBe(_ source: String) {
        let helpers = "local url, pair, options, key, state, name, w = ...\n"
        #expect(Declarations.findings(in: helpers + source) == [])
    }
}
