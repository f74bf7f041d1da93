extension HTTPRequest {
    /// The same request, with `[key]` wherever a key stands that is in no header of its own.
    func without(_ key: SecretForms) -> HTTPRequest {
        var copy = self
        copy.url = Redaction.text(url, without: key)
        copy.headers = headers.without(key)
        if case .bytes(let bytes) = body, let clean = Redaction.bytes(bytes, without: key) {
            copy.body = .bytes(clean)
        }
        return copy
    }
}

extension HTTPResponse {
    /// The same answer, with `[key]` wherever it repeats a key.
    func without(_ key: SecretForms) -> HTTPResponse {
        var copy = self
        copy.headers = headers.without(key)
        if let clean = Redaction.bytes(body, without: key) { copy.body = clean }
        return copy
    }
}

extension HeaderFields {
    fileprivate func without(_ key: SecretForms) -> HeaderFields {
        HeaderFields(fields.map { ($0.name, Redaction.text($0.value, without: key)) })
    }
}
