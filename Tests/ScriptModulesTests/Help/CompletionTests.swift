import Catalogue
import ScriptModules
import Testing

/// Completion of what scripts really have.
struct CompletionTests {
    @Test(arguments: [
        ("links.cr", ["create"]),
        ("links.create(\"https://x.gov.sg\", { sh", ["shortUrl"]),
        ("links.list({ state = \"", ["ACTIVE", "INACTIVE"]),
        ("links.list{ sortDirection = '", ["asc", "desc"]),
        ("links.on(\"f", ["forsg"]),
        ("local forsg = links.on(\"forsg\") forsg.upd", ["update"]),
        ("for link in links.each() do if link.state == \"", ["ACTIVE", "INACTIVE"]),
        ("links.update(\"a\", { s", ["state"]),
        ("local out = csv.writer(\"a.csv\", { \"a\" }) out:w", ["write"]),
        ("local bar = progress.start(\"x\") bar:", ["add", "finish"]),
        ("local work = task.spawn(f) work:", ["cancel"]),
        ("local work = task.spawn(f) work.st", ["state"]),
        ("task.map({}, f, { on_error = \"", ["stop", "collect"]),
        ("local m = datagov.metadata(d) m.columns[1].da", ["dataType"]),
        ("arg", ["args"]),
        ("bulk.each(\"x\", csv.rows(\"a.csv\"), function(row, ctx) print(ctx.", ["key", "place", "previous", "run"]),
        ("bulk.each(\"x\", { 1 }, function(_, context)\nlocal a = 1\nreturn context.pr", ["previous"]),
    ])
    func candidates(_ typed: String, _ texts: [String]) {
        let found = Completion(of: typed, in: AllModules.manual).candidates.map(\.text)
        #expect(Set(found) == Set(texts))
    }
}
