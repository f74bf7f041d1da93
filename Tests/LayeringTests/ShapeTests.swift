import Testing

/// The shape of the sources: what makes them easy to enter.
struct ShapeTests {
    private let sources = Repository.files.filter { $0.isBelow("Sources") && $0.hasExtension("swift") }

    @Test func fewFilesAreCrumbsAndNoneIsLong() {
        func length(_ file: SourceFile) -> Int { file.lines.count - (file.text.hasSuffix("\n") ? 1 : 0) }
        let crumbs = sources.filter { length($0) <= 20 }
        #expect(crumbs.count * 20 <= sources.count, "\(crumbs.count) of \(sources.count) files have at most 20 lines")
        for file in sources where length(file) > 400 { Issue.record("\(file.path) has \(length(file)) lines") }
    }

    @Test func publicNamesAreFewAndDocumented() {
        let names = sources.flatMap(PublicName.found)
        #expect(names.count <= 300, "names that only this package uses are package")
        let thorough = names.count { $0.documentation > 1 }
        #expect(thorough * 5 >= names.count * 2, "\(thorough) of \(names.count) have more than one line")
        let isOfLibraries: (PublicName) -> Bool = { name in
            ["LuaBridge", "RunJournal"].contains { name.path.hasPrefix("Sources/\($0)/") } || name.isOfConformance
        }
        #expect(names.filter { !isOfLibraries($0) }.map(\.path) == [])
    }

    @Test func publicNamesAreFound() {
        let text = """
            public import Testing
            /// One.
            ///
            /// Two.
            @discardableResult
            public func a() {}
                @inlinable public static var b: Int { 1 }
            package let c = "public "
            """
        let names = PublicName.found(in: SourceFile(path: "Sources/A/A.swift", text: text))
        #expect(names.map(\.documentation) == [3, 0])
    }
}

/// A public declaration.
private struct PublicName {
    var path: String
    /// Lines of its doc comment.
    var documentation: Int
    /// Whether its file makes a type of a library fit a protocol of one, which takes public members.
    var isOfConformance: Bool

    static func found(in file: SourceFile) -> [PublicName] {
        let lines = file.lines.map { $0.drop(while: \.isWhitespace) }
        let isOfConformance = lines.contains { $0.hasPrefix("public import LuaBridge") }
        return lines.indices.compactMap { index in
            var line = lines[index]
            while line.first == "@", let space = line.firstIndex(of: " ") { line = line[space...].dropFirst() }
            guard line.hasPrefix("public "), !line.hasPrefix("public import ") else { return nil }
            let above = lines[..<index].reversed().drop { $0.hasPrefix("@") }.prefix { $0.hasPrefix("///") }
            return PublicName(path: file.path, documentation: above.count, isOfConformance: isOfConformance)
        }
    }
}
