import Catalogue
import Testing

/// Help as a terminal shows it.
struct HelpTextTests {
    @Test func aFunction() throws {
        try Snapshot.expect(HelpText(width: 72).function(Library.find.signature), is: "help-function.txt")
    }

    @Test func aFunctionInANarrowTerminal() throws {
        try Snapshot.expect(HelpText(width: 40).function(Library.fetch.signature), is: "help-narrow.txt")
    }

    @Test func furtherResultsAndFurtherArguments() throws {
        try Snapshot.expect(HelpText().function(Library.move.signature), is: "help-results.txt")
        try Snapshot.expect(HelpText().function(Library.say.signature), is: "help-rest.txt")
    }

    @Test func emphasis() {
        let page = HelpText(isEmphasised: true).function(Library.count.signature)
        #expect(page.hasPrefix("\u{1B}[1mlibrary.count()\u{1B}[0m\n\n  Counts.\n\n\u{1B}[1mReturns\u{1B}[0m integer\n"))
        #expect(!HelpText().function(Library.count.signature).contains("\u{1B}"))
    }

    @Test func aModule() throws {
        let module = try #require(Library.manual.modules.first)
        try Snapshot.expect(HelpText().module(module, of: Library.manual), is: "help-module.txt")
    }

    @Test(arguments: [("library.Shelf", "type"), ("library.opened", "value"), ("lending", "topic")])
    func otherEntries(_ name: String, _ kind: String) throws {
        let entry = try #require(Library.manual.entry(named: name))
        try Snapshot.expect(HelpText(width: 60).page(entry, of: Library.manual), is: "help-\(kind).txt")
    }

    @Test func theOverview() throws {
        try Snapshot.expect(HelpText().overview(of: Library.manual), is: "help-overview.txt")
    }

    @Test(arguments: [40, 48, 60, 72, 80, 120])
    func fitsTheWidth(_ width: Int) {
        for entry in Library.manual.names.compactMap(Library.manual.entry(named:)) {
            // Examples and indented blocks stand as they were written, and a word is never broken.
            let prose = HelpText(width: width).page(entry, of: Library.manual).split(separator: "\nExample\n")[0]
            for line in prose.split(separator: "\n") where line.contains(" ") {
                #expect(line.count <= width, "\(line)")
            }
        }
    }
}
