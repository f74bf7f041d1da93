@testable import DurableRuns
import Facts
import Testing

/// What is read out of recorded texts.
struct RecordsTests {
    @Test func anErrorIsReadAsItWasRecorded() {
        var error = ScriptError(.rejected, "links.create: no/yes \"x\"", call: "links.create", hint: "Do.")
        error.details = ["a", "b"]
        error.status = 400
        error.stopsRun = true
        let recorded = RecordedError(error)
        #expect(
            recorded.text
                == #"{"call":"links.create","details":["a","b"],"hint":"Do.","kind":"rejected","#
                + #""message":"links.create: no/yes \"x\"","status":400,"stops_run":true}"#)
        let read = RecordedError(text: recorded.text)
        #expect(read.kind == "rejected" && read.message == error.message && read.hint == "Do." && read.stopsRun)
        #expect(read.reasons == #"links.create: no/yes "x": a; b"#)
        #expect(read.linesBelow == ["  - a", "  - b", "  hint: Do."])
    }

    @Test(arguments: ["", "[1]", "{}", "{\"kind\":1}", "nonsense"])
    func aTextThatIsNoErrorSaysNothing(_ text: String) {
        let error = RecordedError(text: text)
        #expect(error.kind == "script")
        #expect(error.message == "")
    }

    @Test(arguments: [
        (#"{"values":[{"receipt":"r1","receipts":["x"]}]}"#, ["r1"]),
        (#"[{"receipt":"a"},{"b":{"receipt":"c"}}]"#, ["a", "c"]),
        (#"{"receipt":1,"x":{"receipt":"y"}}"#, ["y"]), ("1", []), ("", []),
    ])
    func receiptsAreFoundAtAnyDepth(_ text: String, _ receipts: [String]) {
        #expect(Receipts.in(text).sorted() == receipts)
    }

    @Test(arguments: [
        (nil, "links.create"), ("{}", "links.create"), ("nonsense", "links.create"),
        (
            #"{"longUrl":"https://a.sg","namedByCaller":true,"shortUrl":"a"}"#,
            "links.create of short URL \"a\" to https://a.sg"
        ),
        (
            #"{"intent":{"shortUrl":"a","changes":{"state":"INACTIVE"}},"timeout":1}"#,
            "links.create of short URL \"a\" as INACTIVE"
        ),
        (#"{"dataset":"d_1","path":"x.csv"}"#, "links.create of x.csv to d_1"),
    ])
    func anIntentIsPutIntoWords(_ intent: String?, _ words: String) {
        #expect(IntentWords.of("links.create", intent) == words)
    }
}
