import FoundationEssentials

extension HTTPRequest {
    /// The same request, with `[key]` wherever a key stands that is in no header of its own.
    func without(_ key: Secret) -> HTTPRequest {
        var copy = self
        copy.url = Redaction.text(url, without: key.revealed)
        copy.headers = headers.without(key)
        if case .bytes(let bytes) = body {
            copy.body = .bytes(
                Array(Redaction.text(String(decoding: bytes, as: UTF8.self), without: key.revealed).utf8))
        }
        return copy
    }
}

extension HTTPResponse {
    /// The same answer, with `[key]` wherever it repeats a key.
    func without(_ key: Secret) -> HTTPResponse {
        var copy = self
        copy.headers = headers.without(key)
        copy.body = Data(Redaction.text(String(decoding: body, as: UTF8.self), without: key.revealed).utf8)
        return copy
    }
}

extension HeaderFields {
    fileprivate func without(_ key: Secret) -> HeaderFields {
        HeaderFields(fields.map { ($0.name, Redaction.text($0.value, without: key.revealed)) })
    }
}
