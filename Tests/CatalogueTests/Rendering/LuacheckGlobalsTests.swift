import Catalogue
import Testing

/// The line of `.luacheckrc` that names the modules.
struct LuacheckGlobalsTests {
    private let globals = LuacheckGlobals(Library.manual, mark: "-- mark")

    @Test func modulesAndGlobalsAreNamed() {
        #expect(globals.table == #"{ "library", "visitors" }"#)
    }

    @Test(arguments: [
        ("-- mark\nlocal a = { \"old\" }\nb = 1\n", "-- mark\nlocal a = { \"library\", \"visitors\" }\nb = 1\n"),
        ("x = 1\n-- mark\nread_globals = {}", "x = 1\n-- mark\nread_globals = { \"library\", \"visitors\" }"),
    ])
    func theLineAfterTheMarkIsRenewed(_ text: String, _ renewed: String) {
        #expect(globals.renew(text) == .changed(renewed))
        #expect(globals.renew(renewed) == .upToDate)
    }

    @Test(arguments: [
        "", "read_globals = {}", "-- mark", "-- mark\n\nread_globals = {}", " -- mark\nread_globals = {}",
    ])
    func whatHasNoMarkIsItsOwners(_ text: String) {
        #expect(globals.renew(text) == .unmarked)
    }
}
