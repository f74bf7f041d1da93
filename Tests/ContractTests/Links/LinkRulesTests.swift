import ApiClients
import TestSupport
import Testing

@testable import ApiEmulator

/// What the client tells of a URL before it is sent, beside what the emulator answers.
///
/// The two are written apart from each other; the verdicts of the table are those of GoGovSG's own functions over
/// validator.js 13.7.
struct LinkRulesTests {
    private static let https = "Only HTTPS URLs are allowed."
    private static let format = "Long URL format is invalid."
    private static let loop = "Circular redirects are not allowed."
    private static let shortener = "Creation of URLs to link shortener sites are not allowed."

    static let verdicts: [(url: String, problem: String?)] = [
        ("https://www.example.gov.sg/tinyurl-policy", shortener), ("https://goo.gl/abc", shortener),
        ("https://www.example.gov.sg/?utm_source=bit.ly", shortener), ("https://s2r.co/a", shortener),
        ("https://clicky.me/a", shortener), ("https://rebrand.ly/a", shortener), ("https://tiny.cc/a", shortener),
        ("https://lc.chat/a", shortener), ("https://soo.gd/a", shortener), ("https://bl.ink/a", shortener),
        ("https://www.this.gd/a", shortener), ("https://BIT.LY/a", nil),
        ("https://www.example.gov.sg/a#is.gd", shortener),
        ("https://a.sg/" + String(repeating: "a", count: 2069), nil),
        ("https://a.sg/" + String(repeating: "a", count: 2070), format),
        ("https://a.sg/" + String(repeating: "\u{1F600}", count: 1034) + "a", nil),
        ("https://a.sg/" + String(repeating: "\u{1F600}", count: 1035), format),
        ("https://my_host.example.gov.sg/a", format), ("https://www.example.gov.sg./a", format),
        ("https://www.example.gov.sg:99999/a", format), ("https://www.example.gov.sg:0/a", format),
        ("https://www.example.gov.sg:/a", nil), ("https://www.example.gov.sg:0443/a", nil),
        ("https://www.example.gov.sg:4x/a", format), ("https://www.example.c/a", format),
        ("https://www.example.s1/a", format), ("https://www.example.123/a", format), ("https://a.xn--p1ai/", nil),
        ("https://a.xn/", nil), ("https://a.xn1/", format), ("https://a.XN--P1AI/", nil),
        ("https://-a.example.sg/", format), ("https://a-.example.sg/", format), ("https://a..sg/", format),
        ("https://.a.sg/", format), ("https://localhost/", format), ("https://", format), ("https:///a", format),
        ("https://\(String(repeating: "a", count: 63)).sg/", nil),
        ("https://\(String(repeating: "a", count: 64)).sg/", format),
        ("https://www.example.gov.sg/<b>", format), ("https://www.example.gov.sg/a b", format),
        ("https://www.example.gov.sg/a\tb", format), ("https://user@a.sg/", nil), ("https://user:pass@a.sg/", nil),
        ("https://:pass@a.sg/", nil), ("https://:@a.sg/", format), ("https://@a.sg/", format),
        ("https://user:p@ss@a.sg/", format), ("https://a:b:c@a.sg/", format), ("https://a.sg/x@y@z", nil),
        ("https://1.2.3.4/", nil), ("https://01.2.3.4/", format), ("https://256.1.1.1/", format),
        ("https://1.2.3/", format), ("https://[::1]/", nil), ("https://[::1]:443/", nil), ("https://[::1]:/", format),
        ("https://[1:2:3:4:5:6:7:8]/", nil), ("https://[1:2:3:4:5:6:7::]/", nil),
        ("https://[1::3:4:5:6:7:8:9]/", format),
        ("https://[::1.2.3.4]/", nil), ("https://[::01.2.3.4]/", format), ("https://[fe80::1%eth0]/", nil),
        ("https://[fe80::1%]/", format), ("https://[1::2::3]/", format), ("https://[::1]a/", format),
        ("https://[]/", format), ("https://例子.sg/路", nil), ("https://a.例子/", nil),
        ("https://a.\u{1F600}/", format), ("https://\u{1F600}.sg/", nil), ("https://\u{FF41}.sg/", format),
        ("https://go.gov.sg/x", loop), ("https://GO.GOV.SG/x", loop), ("https://go.gov.sg:443/x", loop),
        ("https://user@go.gov.sg/x", loop), ("https://www.go.gov.sg/x", nil), ("https://for.sg/x", nil),
        (#"https://a\@go.gov.sg/x"#, nil), ("https://a.sg/https://go.gov.sg", nil), ("https://go.gov.sg?bit.ly", loop),
        ("https://g\u{AD}o.gov.sg/", loop),
        ("http://a.sg", https), ("HTTPS://a.sg", https), ("https:/a.sg", https), ("a.sg", https), ("ftp://a.sg", https),
        ("https:\u{301}//a.sg", https), ("https://\u{301}a.sg", nil), ("https://a.sg/bit.ly\u{301}", shortener),
    ]

    private static let rules = LongURLRules(ownHosts: ["go.gov.sg", "staging.go.gov.sg"])

    private static func client() throws -> LinksClient {
        let environment = ClientEnvironment(transport: ScriptedTransport([]).transport)
        return environment.links(.go, try ServiceEndpoint("http://127.0.0.1:1/go/api"), limits: .unpaced)
    }

    @Test func bothRefuseWhatTheServiceRefuses() throws {
        let client = try Self.client()
        for (url, problem) in Self.verdicts {
            #expect(Self.rules.problem(of: url) == problem, "the emulator: \(url)")
            let told = client.faults(inTarget: url).map(\.message)
            if let problem {
                #expect(
                    told.contains { $0.hasPrefix(problem) || $0.hasPrefix("Long URL has ") },
                    "the client: \(url): \(told)")
            } else {
                #expect(told == [], "the client: \(url)")
            }
        }
    }

    /// On what chance puts together, the two agree; of what cannot be seen only the client speaks.
    @Test func bothAgreeOnOtherURLs() throws {
        let client = try Self.client()
        var random = SeededGenerator(seed: 15)
        var counts = (taken: 0, refused: 0, hidden: 0)
        for _ in 0..<20_000 {
            let url =
                Self.starts[Int.random(in: 0..<Self.starts.count, using: &random)]
                + (0..<Int.random(in: 1...6, using: &random)).map { _ in
                    Self.parts[Int.random(in: 0..<Self.parts.count, using: &random)]
                }.joined()
            let problem = Self.rules.problem(of: url)
            let told = client.faults(inTarget: url).map(\.message)
            let isHidden = told.first?.hasPrefix("Long URL has ") == true
            if isHidden { counts.hidden += 1 } else if problem == nil { counts.taken += 1 } else { counts.refused += 1 }
            if let problem {
                #expect(isHidden || told.contains { $0.hasPrefix(problem) }, "\(url): \(problem), \(told)")
            } else {
                #expect(isHidden || told == [], "\(url): \(told)")
            }
        }
        #expect(min(counts.taken, counts.refused, counts.hidden) > 500, "\(counts)")
    }

    private static let starts = [
        "https://", "https://", "https://", "https://www.", "http://", "HTTPS://", "https://a.sg/",
    ]

    private static let parts = [
        "a", "b.sg", "www", ".", "-", "_", "example", "gov.sg", "sg", "com", "c", "1", "22", "xn--a", "xn", "例子", "é",
        "\u{301}", "\u{1F600}", "\u{FF21}", "\u{A9}", "\u{2013}", "\u{430}", "\u{AD}", "\u{200B}", "\u{200D}", "\u{A0}",
        "\u{85}", " ", "\t", "\n", "\r\n", "<", ">", "\"", "\\", "@", ":", "::", ":443", ":0", ":99999", ":080", "[",
        "[::1]", "[1:2:3:4:5:6:7::]", "[1::2:3:4:5:6:7:8]", "[fe80::1%eth0]", "1.2.3.4", "01.2.3.4", "%", "%41",
        "user@", "u:p@", "u:p:q@", ":@", "go.gov.sg", "GO.GOV.SG", "bit.ly", "BIT.LY", "tinyurl", "/", "?", "#", "//",
        "://", String(repeating: "a", count: 63) + ".sg", String(repeating: "a", count: 64) + ".sg",
        String(repeating: "x", count: 2040), "\u{1}", "\u{FEFF}", "\u{E000}", "\u{212A}", "{", ";",
    ]

    /// What a service takes and nobody can click.
    @Test(arguments: [
        "https://www.example.gov.sg/apply\u{200B}", "https://www.example.gov.sg/\u{202A}a\u{202C}",
        "https://www.ex\u{AD}ample.gov.sg/", "https://www.ex\u{430}mple.gov.sg/", "https://www.ex\u{2013}ample.gov.sg/",
        "https://www.gov.sg\u{2044}a.example.com/", "https://www.example.gov.sg/a\u{200D}b",
        "https://www.example.gov.sg/\u{1}",
        "https://www.example.gov.sg/a\"", "https://www.example.gov.sg/a\u{201D}", "https://www.example.gov.sg/a\u{85}b",
    ])
    func whatOnlyThePersonWouldNoticeIsToldByTheClient(_ url: String) throws {
        #expect(Self.rules.problem(of: url) == nil)
        let told = try Self.client().faults(inTarget: url)
        #expect(told.count == 1 && told[0].message.hasPrefix("Long URL has "), "\(told)")
    }

    /// What languages need is no mistake.
    @Test(arguments: [
        "https://пример.рф/карта", "https://www.example.gov.sg/карта", "https://ουο.gr/ο", "https://例子.sg/文件（一）",
        "https://www.example.gov.sg/க்\u{200C}ஷ",
        "https://www.example.gov.sg/\u{1F468}\u{200D}\u{1F469}\u{200D}\u{1F466}",
        "https://www.example.gov.sg/caf\u{E9}\u{2013}1",
    ])
    func textsOfOtherLanguagesPass(_ url: String) throws {
        #expect(Self.rules.problem(of: url) == nil)
        #expect(try Self.client().faults(inTarget: url) == [])
    }

    @Test func allReasonsAreTold() throws {
        let url = "http://my_host.c:0/bit.ly\u{200B}?a b"
        let told = try Self.client().faults(inTarget: url)
        let shown = #"(http://my_host.c:0/bit.ly\u{200b}?…)"#
        #expect(
            told.map(\.message) == [
                "Long URL has a zero-width space (U+200B) at character 26. \(shown)", "\(Self.https) \(shown)",
                "\(Self.format) \(shown)", "\(Self.shortener) \(shown)",
            ])
        #expect(
            told.compactMap(\.hint) == [
                "Remove the character, or type it again.", "Give a URL that starts with https://.",
                "There is a blank (U+0020) at character 28. Write %20 for a blank in a URL. The port must be a number from 1 "
                    + "to 65535. The host name must not have '_' in it. The host name ends with '.c', which is no top-level "
                    + "domain.",
                "The services refuse \"bit.ly\" anywhere in a URL, also in its path and query.",
            ])
    }
}
