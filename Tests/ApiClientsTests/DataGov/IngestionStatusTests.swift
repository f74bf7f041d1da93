import ApiClients
import Testing

/// Every error that a service reports is a line and a fault of its own, in whatever form it comes.
struct IngestionStatusTests {
    @Test(
        arguments: [
            (#"{"errors":[{"row":3,"column":"a","message":"x"}]}"#, ["row 3, column a: x"], [3]),
            (#"{"errors":["Row 3: x","",null,"Row 4: y"]}"#, ["Row 3: x", "Row 4: y"], [nil, nil]),
            (#"{"validation":{"errorList":[{"line":"7","message":"x"}]}}"#, ["line 7: x"], [7]),
            (
                #"{"errors":{"rows":[{"row":1,"message":"x"},{"row":2,"message":"y"}]}}"#, ["row 1: x", "row 2: y"],
                [1, 2]
            ),
            (#"{"steps":[{"error":"x"},{"error":{"message":"y"}}]}"#, ["x", "y"], [nil, nil]),
            (#"{"errorMessage":"x","errors":[{"code":5}]}"#, ["x", #"{"code":5}"#], [nil, nil]),
            (#"{"status":"VALIDATION_FAILED","hasErrors":true}"#, [], []),
        ] as [(String, [String], [Int?])])
    func nothingOfItIsLost(_ json: String, _ lines: [String], _ rows: [Int?]) throws {
        let status = IngestionStatus(data: try JSONValue(parsing: Array(json.utf8)))
        #expect(status.errors == lines)
        #expect(status.rows.map(\.row) == rows)
        #expect(status.rows.count == status.errors.count)
    }

    @Test func thousandsAreAllThere() throws {
        let list = (1...5000).map { #"{"row":\#($0),"message":"bad"}"# }.joined(separator: ",")
        let status = IngestionStatus(data: try JSONValue(parsing: Array("{\"errors\":[\(list)]}".utf8)))
        #expect(status.errors.count == 5000 && status.rows.last?.row == 5000)
    }
}
