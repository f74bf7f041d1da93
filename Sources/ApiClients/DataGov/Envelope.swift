/// The form of data.gov.sg's answers: `{"code": 0, "data": …}`, or a code other than 0 and words.
enum Envelope {
    /// The data of an answer.
    ///
    /// - Throws: ``ApiError`` of kind `rejected` with the service's words if the code is not 0; ``UnreadableAnswer``
    ///   for anything that is no such answer.
    static func open(_ response: HTTPResponse) throws -> JSONValue {
        let answer = try JSONValue(parsing: response.body)
        guard let code = answer["code"]?.int else { throw UnreadableAnswer() }
        guard code == 0 else {
            throw ApiError(.rejected, ServiceFault(response).message ?? "data.gov.sg answered with code \(code)")
        }
        return answer["data"] ?? .null
    }
}
