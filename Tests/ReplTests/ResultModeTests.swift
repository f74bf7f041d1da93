import Foundation
import TestSupport
import Testing

/// `.mode` and `.once`: results in the forms that other programs read.
struct ResultModeTests {
    private static let rows = #"t = { { a = 1, b = "x,y" }, { a = 2, b = 'z"|' } }"#

    @Test(arguments: [
        ("csv", "a,b\n1,\"x,y\"\n2,\"z\"\"|\""),
        (
            "json",
            """
            [
              {
                "a": 1,
                "b": "x,y"
              },
              {
                "a": 2,
                "b": "z\\"|"
              }
            ]
            """
        ),
        ("md", "| a | b |\n| --- | --- |\n| 1 | x,y |\n| 2 | z\"\\| |"),
        ("lua", "{ { a = 1, b = \"x,y\" }, { a = 2, b = \"z\\\"|\" } }"),
        ("table", "a  b\n1  x,y\n2  z\"|"),
    ])
    func theLastResultAndWhatFollowsAreShownSo(_ mode: String, _ text: String) async throws {
        let shown = try await Conversation.run([Self.rows, "t", ".mode \(mode)", "t"])
        let table = "a  b\n1  x,y\n2  z\"|\n"
        #expect(shown.text.replacing("\n2 rows", with: "") == table + text + "\n" + text)
    }

    @Test(arguments: [
        ("csv", "{ { 1, 2 }, { 3 } }", "1,2\n3"),
        ("csv", "{ a = 1, t = { 1, { b = true } } }", "a,t\n1,\"[1,{\"\"b\"\":true}]\""),
        ("csv", "{ { a = '' }, { a = ' b ' } }", "a\n\"\"\n b "), ("csv", "nil", ""),
        ("csv", "'a\\nb'", "\"a\nb\""), ("csv", "{ 1, 'x', true }", "1\nx\ntrue"), ("csv", "{}", ""),
        ("json", "nil", "null"), ("json", "{}", "{}"), ("json", "1/0", "null"),
        ("json", "'\\1\\b\\\"'", "\"\\u0001\\b\\\"\""),
        ("json", "{ 1, a = 2 }", "{\n  \"1\": 1,\n  \"a\": 2\n}"), ("md", "'a|b'", "a\\|b"), ("md", "3, 4", "3"),
    ])
    func valuesOfAllKinds(_ mode: String, _ value: String, _ text: String) async throws {
        let shown = try await Conversation.run([".mode \(mode)", value])
        #expect(shown.text == text)
    }

    /// A long list is shortened on the screen, and not for another program.
    @Test func listsAreWhole() async throws {
        let make = "t = {} for i = 1, 500 do t[i] = { n = i } end"
        let shown = try await Conversation.run([make, ".mode csv", "t"])
        #expect(shown.text.split(separator: "\n").count == 501)
    }

    @Test func theModeIsToldAndItsNamesSuggested() async throws {
        let shown = try await Conversation.run([".mode", ".mode jsn", ".mode xyzzy"])
        #expect(
            shown.text == """
                results are written as table
                ! error: there is no mode jsn; did you mean json?
                ! error: there is no mode xyzzy; usage: .mode table|csv|json|md|lua
                """)
    }

    @Test func oneResultGoesToAFile() async throws {
        let scratch = ScratchFolder()
        let csv = scratch("rows.csv"), json = scratch("rows.json")
        let shown = try await Conversation.run(
            [
                Self.rows, ".once \(csv)", "x = 1", "t", "1", ".once \(csv)", ".once -f \(csv)", "{ { a = 3 } }",
                ".once \(json)", "7",
            ])
        #expect(
            shown.text == """
                wrote \(csv)
                1
                ! error: \(csv) exists; '.once -f \(csv)' replaces it
                wrote \(csv)
                wrote \(json)
                """)
        #expect(try scratch.text("rows.csv") == "a\n3\n")
        #expect(try scratch.text("rows.json") == "7\n")
    }

    /// Whatever the mode is, and however much a pipe would be shown.
    @Test func theEndingOfAFileDecides() async throws {
        let scratch = ScratchFolder()
        let json = scratch("rows.json"), text = scratch("rows.txt")
        _ = try await Conversation.run([Self.rows, ".mode csv", ".once \(json)", "t"])
        #expect(try scratch.text("rows.json").hasPrefix("[\n  {\n    \"a\": 1,"))
        _ = try await Conversation.run(
            ["t = {}", "for i = 1, 10010 do t[i] = { id = i } end", ".once \(text)", "t"], isInteractive: false)
        #expect(try scratch.text("rows.txt").contains("10010"))
    }

    /// What reads from a pipe has modes too: `govscript repl < statements`.
    @Test func statementsFromAFileHaveModes() async throws {
        let shown = try await Conversation.run([Self.rows, ".mode csv", "t"], isInteractive: false)
        #expect(shown.text == "a,b\n1,\"x,y\"\n2,\"z\"\"|\"")
    }
}
