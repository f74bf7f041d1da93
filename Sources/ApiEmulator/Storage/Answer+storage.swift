extension Answer {
    /// The XML error form of S3.
    static func storage(_ status: Int, _ code: String, _ message: String) -> Answer {
        Answer(
            status: status, contentType: "application/xml",
            body: """
                <?xml version="1.0" encoding="UTF-8"?>
                <Error><Code>\(code)</Code><Message>\(message)</Message>\
                <RequestId>EMULATOR00000000</RequestId><HostId>emulator</HostId></Error>
                """)
    }
}
