/// A finding whose place is still a number of bytes.
struct Remark {
    var offset: Int
    var severity: Finding.Severity
    var code: String
    var message: String
}
