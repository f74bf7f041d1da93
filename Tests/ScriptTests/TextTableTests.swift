import Testing

@testable import govscript

/// Tables of commands on screens of the usual widths.
struct TextTableTests {
    private static let long = "/srv/agency/digital-services/publishing/nightly/govscript/config.toml"

    private static let table = {
        var table = TextTable(["SETTING", "VALUE", "FROM"], long: 1)
        table.add(["config_file", "\(long) (does not exist)", "GOVSCRIPT_CONFIG"])
        table.add(["profile", "production", "default"])
        table.add(["datagov.url", "https://api-production.data.gov.sg", "GOVSCRIPT_DATAGOV_URL"])
        table.add(["state_directory", "/home/me/.local/state/govscript", "default"])
        return table
    }()

    @Test func whatFollowsALongCellHasTheNextLine() {
        #expect(
            Self.table.text(columns: 80) == """
                SETTING          VALUE                                     FROM
                config_file
                  \(Self.long) (does
                    not exist)
                                                                           GOVSCRIPT_CONFIG
                profile          production                                default
                datagov.url      https://api-production.data.gov.sg        GOVSCRIPT_DATAGOV_URL
                state_directory  /home/me/.local/state/govscript           default
                """)
        #expect(
            Self.table.text(columns: 120) == """
                SETTING          VALUE                                                                             FROM
                config_file      \(Self.long) (does not exist)
                                                                                                                   GOVSCRIPT_CONFIG
                profile          production                                                                        default
                datagov.url      https://api-production.data.gov.sg                                                GOVSCRIPT_DATAGOV_URL
                state_directory  /home/me/.local/state/govscript                                                   default
                """)
    }

    /// On every screen all cells are whole, and no line is longer than the screen but for a single word.
    @Test(arguments: [40, 60, 80, 100, 120, 200])
    func nothingIsBroken(_ columns: Int) {
        let lines = Self.table.text(columns: columns).split(separator: "\n")
        #expect(lines.contains { $0.contains(Self.long) })
        for line in lines where line.count > columns {
            #expect(line.split(separator: " ").count == 1, "\(line)")
        }
    }

    @Test func forAProgramEachRowIsALine() {
        #expect(Self.table.text.split(separator: "\n").count == 5)
    }
}
