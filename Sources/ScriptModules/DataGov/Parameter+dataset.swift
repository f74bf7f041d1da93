import ApiClients
import Catalogue
import LuaBridge

extension Parameter<DatasetID> {
    /// The dataset that a call is about.
    static var dataset: Self {
        .required("dataset", DatasetID.self, "Its id, d_ and 32 hexadecimal digits, or its page's URL.")
    }
}

extension Parameter<Duration> {
    /// How long a call that sends a file may take.
    static var sendingTimeout: Self {
        .option(
            "timeout", default: Duration.seconds(3600),
            "Seconds for the whole call, including the waits for an earlier ingestion and for the rate limit.")
    }
}

extension Parameter<String?> {
    /// Where the rows are kept that a call replaces.
    static var backup: Self {
        .option(
            "backup", String?.self, file: .write,
            "Where the present rows are downloaded to first; nothing is sent if that fails. See datagov.restore.")
    }
}
