extension String {
    /// The text without its `·`: with them, the tests hold words that no file may hold.
    var undisguised: String { filter { $0 != "·" } }
}
