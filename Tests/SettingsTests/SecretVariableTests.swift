@testable import Settings
import Testing

struct SecretVariableTests {
    @Test func allKeysAreSecret() {
        for key in KeyName.allCases {
            #expect(SecretVariable.shown(key.variable, "live_v1_a") == nil)
            #expect(SecretVariable.isHidden(key.variable))
            #expect(SecretVariable.isHidden(key.variable + "_FILE"))
            #expect(SecretVariable.shown(key.variable + "_FILE", "/a/b") == "/a/b")
        }
        #expect(SecretVariable.shown("GOVSCRIPT_GOGOV_API_KEY", "live_v1_a") == nil)
        #expect(SecretVariable.isHidden("CREDENTIALS_DIRECTORY"))
        #expect(!SecretVariable.isHidden("PATH"))
    }

    @Test(
        arguments: [
            ("HTTPS_PROXY", "http://u:secret@proxy:3128", "http://proxy:3128"),
            ("https_proxy", "http://secret@proxy:3128", "http://proxy:3128"),
            ("ALL_PROXY", "u:secret@proxy", "proxy"),
            ("all_proxy", "http://u:se/cr@et@proxy:1/", "http://proxy:1/"),
            ("HTTP_PROXY", "secret@://@proxy", "proxy"),
            ("ftp_proxy", "http://u:secret@", "http://"),
            ("HTTPS_PROXY", "http://proxy:3128", "http://proxy:3128"),
            ("no_proxy", "a.example,b.example", "a.example,b.example"),
            ("GOVSCRIPT_GO_URL", "https://u:secret@go.example/api", "https://go.example/api"),
            ("GOVSCRIPT_STATE", "postgres://me:se/cr@et@db1:5432,db2/x", "postgres://me@db1:5432,db2/x"),
            ("GOVSCRIPT_STATE", "postgres://db/x?password=secret&user=me", "postgres://db/x?user=me"),
            ("GOVSCRIPT_STATE", "postgres://db/x?pass%77ord=secret", "postgres://db/x"),
            ("GOVSCRIPT_STATE", "postgres://me@db:5432/x?sslkey=a", "postgres://me@db:5432/x?sslkey=a"),
            ("EMAIL", "me@example.gov.sg", "me@example.gov.sg"),
        ])
    func anAddressIsShownWithoutItsUser(_ name: String, _ value: String, _ shown: String) {
        #expect(SecretVariable.shown(name, value) == shown)
    }
}
