import ApiClients

/// Reads one profile's table.
struct ProfileReader {
    private let table: TableReader
    private let name: String
    private let home: String?

    init(_ table: TableReader, name: String, home: String?) {
        self.table = table
        self.name = name
        self.home = home
    }

    func profile() throws(ConfigurationError) -> Profile {
        let services = Service.allCases.map(\.rawValue)
        try table.allowOnly(ProfileField.allCases.map(\.rawValue) + services)
        var profile = Profile(builtIn: try base(), name: name)
        profile.fieldsInFile = Set(table.names)
        if let text = try table.choice("links", LinksService.allCases.map(\.rawValue)) {
            profile.defaultLinks = LinksService(rawValue: text) ?? profile.defaultLinks
        }
        profile.isStrict = try table.choice("pacing", ["default", "strict"]) == "strict"
        profile.isProduction = try table.bool("production") ?? profile.isProduction
        if let file = try table.string("ca_file") {
            profile.caFile = table.document.resolve(file, home: home)
        }
        if let text = try table.string(ProfileField.state.rawValue) {
            guard profile.base != .sandbox else {
                throw table.mistake(ProfileField.state.rawValue, "the sandbox is not shared between machines")
            }
            profile.state = try StateSetting(text, table.mistake(ProfileField.state.rawValue, ""))
        }
        for service in Service.allCases {
            guard let entry = try table.table(service.rawValue) else { continue }
            guard profile.base != .sandbox else {
                throw table.mistake(service.rawValue, "the sandbox has addresses, keys and limits of its own")
            }
            profile[service] = try read(entry, of: service, profile[service])
            profile.fieldsInFile.formUnion(entry.names.map { "\(service.rawValue).\($0)" })
        }
        return profile
    }

    private func base() throws(ConfigurationError) -> Profile.Base {
        let bases = Profile.Base.allCases.map(\.rawValue)
        let named = try table.choice("based_on", bases).flatMap(Profile.Base.init(rawValue:))
        if let builtIn = Profile.Base(rawValue: name) {
            guard named == nil || named == builtIn else {
                throw table.mistake("based_on", "the profile \(name) is built in, and based on nothing else")
            }
            return builtIn
        }
        guard let named else {
            throw table.mistake(
                nil, "based_on is missing", hint: "Say what it starts from: \(bases.joined(separator: ", ")).")
        }
        return named
    }

    private func read(
        _ table: TableReader, of service: Service, _ before: Profile.Entry
    ) throws(ConfigurationError) -> Profile.Entry {
        try table.allowOnly(ServiceField.all(of: service).map(\.rawValue))
        var entry = before
        if let url = try table.string("url") {
            do {
                entry.url = try ServiceEndpoint(url).baseURL
            } catch {
                guard let error = error as? ApiError else { throw table.mistake("url", "\(error)") }
                throw table.mistake("url", error.message, hint: error.hint)
            }
        }
        entry.rate = try table.integer("rate", in: 0...10_000) ?? entry.rate
        entry.key = try origin(of: service.key, table) ?? entry.key
        if service == .datagov {
            entry.publicKey = try origin(of: .datagovPublic, table) ?? entry.publicKey
            let tier = try table.choice("public_tier", PublicTier.allCases.map(\.rawValue))
            entry.publicTier = tier.flatMap(PublicTier.init(rawValue:)) ?? entry.publicTier
        }
        return entry
    }

    /// The fields that say where a key is.
    private static func fields(of key: KeyName) -> [String] {
        ["\(key.field)_file", "\(key.field)_command", key.field]
    }

    private func origin(of key: KeyName, _ table: TableReader) throws(ConfigurationError) -> Profile.KeyOrigin? {
        let given = Self.fields(of: key).filter(table.names.contains)
        guard given.count < 2 else {
            throw table.mistake(given[1], "there is \(given[0]) already", hint: "Give one of the two.")
        }
        if let text = try table.string(key.field) { return .text(Secret(text)) }
        if let file = try table.string("\(key.field)_file") {
            return .file(table.document.resolve(file, home: home))
        }
        guard var words = try table.words("\(key.field)_command") else { return nil }
        // A program without a slash is looked for on PATH.
        if words[0].contains("/") { words[0] = table.document.resolve(words[0], home: home) }
        return .command(words)
    }
}
