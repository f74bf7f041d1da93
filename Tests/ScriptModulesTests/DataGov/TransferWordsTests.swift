import Testing

@testable import ScriptModules

struct TransferWordsTests {
    @Test(
        arguments: [
            (0, 0, "sending a.csv: 0 B of 2.1 GB (0%)"), (999, 1, "sending a.csv: 999 B of 2.1 GB (0%), 999 B/s"),
            (131_072, 2, "sending a.csv: 131.1 KB of 2.1 GB (0%), 65.5 KB/s"),
            (999_999, 1, "sending a.csv: 1.0 MB of 2.1 GB (0%), 1.0 MB/s"),
            (2_147_483_648, 10, "sending a.csv: 2.1 GB of 2.1 GB (100%), 214.7 MB/s"),
        ] as [(Int64, Int, String)])
    func bytesAllAndRateAreTold(_ sent: Int64, _ seconds: Int, _ words: String) {
        let transfer = TransferWords(name: "a.csv", size: 2_147_483_648)
        #expect(transfer.text(sent: sent, after: .seconds(seconds)) == words)
    }
}
