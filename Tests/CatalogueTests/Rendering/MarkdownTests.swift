import Catalogue
import Testing

/// The pages of the reference.
struct MarkdownTests {
    @Test(arguments: ["library.md", "README.md"])
    func aPage(_ name: String) throws {
        try Snapshot.expect(try #require(Markdown(Library.manual).files[name]), is: "reference-\(name).txt")
    }
}
