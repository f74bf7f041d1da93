import Testing

/// A text that is not TOML is one mistake with its place, and a field is found however it is written.
struct TOMLTests {
    /// Among them the texts on which toml++ asserts, overflows the stack, or has undefined behaviour.
    @Test(
        arguments: [
            ("[.a]", "1:2: not TOML: expected bare key starting character or string delimiter, saw '.' in this key"),
            ("[[.a]]", "1:3: not TOML: expected bare key starting character or string delimiter, saw '.' in this key"),
            ("[#", "1:2: not TOML: expected bare key starting character or string delimiter, saw '#' in this key"),
            ("[\n", "1:2: not TOML: expected bare key starting character or string delimiter, saw '\\n' in this key"),
            ("a = 1\n[[", "2:3: not TOML: the file ends in this table header"),
            ("[ ]", "1:3: not TOML: a table's header needs a name"),
            ("[a]\nb = 1\nb = 2", "3:5: not TOML: cannot redefine existing integer 'b' in this key-value pair"),
            ("a = 99999999999999999999", "1:25: not TOML: the number 99999999999999999999 does not fit into 64 bits"),
            ("a = 2026-13-01", "1:12: not TOML: expected month between 1 and 12 (inclusive), saw 13 in this date"),
            ("# é\ncafé = \"é\"", "2:4: not TOML: \(beyondASCII)"),
            ("\"é\" = \u{A0}1", "1:7: not TOML: \(beyondASCII)"),
            (String(repeating: "a.", count: 100_000) + "a = 1", "1:128: not TOML: a name with more than 64 parts"),
            (
                "x = '.'\n[" + String(repeating: "a . ", count: 64) + "a]",
                "2:256: not TOML: a name with more than 64 parts"
            ),
            ("a = " + String(repeating: "[", count: 100_000), "1:37: not TOML: values are nested too deep"),
            ("a = " + String(repeating: "{a=", count: 80_000), "1:101: not TOML: values are nested too deep"),
        ])
    func whatIsNotTOMLIsAMistake(_ toml: String, _ message: String) throws {
        #expect(try Choice(toml).problem() == "config.toml:" + message)
    }

    private static let beyondASCII =
        "a character that is allowed in strings and comments only; put the name in quotation marks"

    @Test(
        arguments: [
            ("\n [ profiles . staging ]\n\tzzz = 1", "3:2"),
            ("profiles . 'staging' . \"zzz\" = 1", "1:1"),
            ("[profiles]\nproduction.links = 'go'\n  staging.zzz = 1", "3:3"),
            ("profiles = { staging = { \"z\\\"z\".a = 1 } }", "1:26"),
            ("[profiles.staging] # \"\nlinks = '''\ngo'''\r\n\"é\"  = 1", "4:1"),
            ("\u{FEFF}zzz = 1", "1:1"),
            ("zzz = 1\naaa = 2", "1:1"),
        ])
    func aFieldIsFoundHoweverItIsWritten(_ toml: String, _ place: String) throws {
        let problem = try #require(try Choice(toml).problem())
        #expect(problem.hasPrefix("config.toml:\(place): "), "\(problem)")
        #expect(problem.contains("unknown field"), "\(problem)")
    }

    @Test func aFileIsOfManyTablesOrTooLong() throws {
        let toml = (0..<9_000).map { "[a\($0).b]\nc.d = 1\n" }.joined()
        #expect(try Choice(toml).problem()?.hasPrefix("config.toml:1:1: a0: unknown field") == true)
        #expect(try Choice(toml + toml).problem() == "config.toml: cannot be read: it is far too long")
    }
}
