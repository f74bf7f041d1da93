/// One line of the change log: how something is from here on.
struct Change: Codable {
    var service: String?
    var link: Link?
    var dataset: Dataset?

    init(_ link: Link, of service: EmulatedService) {
        self.link = link
        self.service = service.rawValue
    }

    init(_ dataset: Dataset) {
        self.dataset = dataset
    }
}
