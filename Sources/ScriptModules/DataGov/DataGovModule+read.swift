import ApiClients
import Catalogue
import LuaBridge
import TerminalText

extension DataGovModule {
    static let whoami = Binding<DataGovModule>(
        "datagov.whoami", "Returns the account that the key belongs to.",
        .callTimeout,
        returns: .record(DataGovClient.Account.shape),
        example: "print(datagov.whoami().email)",
        read: { module, timeout in try await module.client.whoami(timeout: timeout) })

    static let status = Binding<DataGovModule>(
        "datagov.status", "Returns the status of a dataset's last ingestion, which may be an earlier upload's.",
        .dataset,
        .callTimeout,
        returns: .record(IngestionStatus.shape),
        example: "print(datagov.status(\"d_1f0c5d6b7a8e49f2b3c4d5e6f7a80912\").status)",
        read: { module, dataset, timeout in try await module.client.ingestionStatus(dataset, timeout: timeout) })
}

extension DataGovClient.Account {
    static let shape = RecordShape<DataGovClient.Account>(
        "datagov.Account",
        RecordField("userId", \.userId, "The user's number, as text."),
        RecordField("email", \.email, "The user's address."))
}
