import Testing

@testable import LineEditor

struct LabelColumnsTests {
    private let labels = (1...9).map { "name\($0)" }

    @Test func columnsAreReadDownwards() {
        #expect(
            LabelColumns(labels: labels).lines(columns: 24, rows: 10) == [
                "name1  name4  name7", "name2  name5  name8", "name3  name6  name9",
            ])
    }

    @Test func whatDoesNotFitIsCounted() {
        #expect(
            LabelColumns(labels: labels).lines(columns: 15, rows: 3) == [
                "name1  name3", "name2  name4", "… and 5 more",
            ])
    }

    @Test func longLabelsAreClipped() {
        #expect(LabelColumns(labels: ["a long label", "b"]).lines(columns: 8, rows: 9) == ["a long…", "b"])
    }
}

struct StyledPromptTests {
    @Test func coloursAreMarkedAndTakeNoColumns() {
        let prompt = StyledPrompt("\u{1B}[1m\u{1B}[31mprod\u{1B}[0m> ")
        #expect(prompt.marked == "\u{1}\u{1B}[1m\u{1B}[31m\u{1}prod\u{1}\u{1B}[0m\u{1}> ")
        #expect(prompt.plain == "prod> ")
    }

    @Test func aColourAtTheEndIsNotLost() {
        let prompt = StyledPrompt("a\u{7}\u{1B}[0m")
        #expect(prompt.marked == "a\u{1}\u{1B}[0m\u{1} ")
        #expect(prompt.plain == "a ")
    }
}

struct LineLayoutTests {
    @Test(arguments: [
        ("abc", 0, 3), ("0123456789", 1, 0), ("a\tb", 0, 9), ("\u{3}", 0, 2), ("ab\ncd\n", 2, 0),
        ("0123456789\nx", 2, 1), (String(repeating: "x", count: 100), 4, 0),
    ])
    func followsTheEditor(_ text: String, _ row: Int, _ column: Int) {
        var layout = LineLayout(columns: 10, rows: 5)
        layout.add(text)
        #expect(layout.row == row && layout.column == column)
    }
}
