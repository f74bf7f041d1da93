package import ApiClients

/// Which services a run talks to, and how.
package struct Profile: Sendable, Hashable {
    /// What a profile starts from.
    package enum Base: String, Sendable, Hashable, CaseIterable {
        case production, staging, sandbox
    }

    /// Where a profile says that a key is.
    package enum KeyOrigin: Sendable, Hashable {
        /// In the configuration file itself.
        case text(Secret)
        case file(String)
        /// A program and its arguments, which print the key.
        case command([String])
    }

    /// What is said of one service.
    package struct Entry: Sendable, Hashable {
        /// The base URL.
        package var url: String
        /// Requests per second; 0 for no limit, nil for the service's own.
        package var rate: Int?
        package var key: KeyOrigin?
        /// The key of the public read side, which data.gov.sg alone has.
        package var publicKey: KeyOrigin?
        /// Which limits the public key has; nil if it is not set, which counts as a developer's.
        package var publicTier: PublicTier?

        package init(url: String, rate: Int? = nil, key: KeyOrigin? = nil) {
            self.url = url
            self.rate = rate
            self.key = key
        }
    }

    package var name: String
    package var base: Base
    /// Whether what is written here is seen by the public, so that a person may want to be asked.
    package var isProduction: Bool
    /// The service that plain `links.*` means.
    package var defaultLinks = LinksService.go
    /// Whether nothing is assumed of the network, and an append in doubt is never sent again.
    package var isStrict = false
    /// A PEM file of certificate authorities that are trusted beside the system's own.
    package var caFile: String?
    /// The database that several hosts share; nil if this one is alone.
    package var state: StateSetting?
    /// The fields that the configuration file gives, for ``ProfileChoice/settings``: `pacing`, `go.url`.
    var fieldsInFile: Set<String> = []
    private var datagov: Entry
    private var go: Entry
    private var forsg: Entry

    /// Where the profile says that a key is.
    func origin(of key: KeyName) -> KeyOrigin? {
        key == .datagovPublic ? datagov.publicKey : self[key.service].key
    }

    package subscript(service: Service) -> Entry {
        get {
            switch service {
            case .datagov: datagov
            case .go: go
            case .forsg: forsg
            }
        }
        set {
            switch service {
            case .datagov: datagov = newValue
            case .go: go = newValue
            case .forsg: forsg = newValue
            }
        }
    }

    /// The profile that there is without any configuration; the sandbox's addresses come with its start.
    package init(builtIn base: Base, name: String? = nil) {
        self.base = base
        self.name = name ?? base.rawValue
        isProduction = base == .production
        switch base {
        case .production:
            datagov = Entry(url: DataGovEndpoints.productionURL)
            go = Entry(url: LinksService.go.productionURL)
            forsg = Entry(url: LinksService.forsg.productionURL)
        case .staging:
            datagov = Entry(url: DataGovEndpoints.stagingURL)
            go = Entry(url: LinksService.go.stagingURL)
            forsg = Entry(url: LinksService.forsg.stagingURL)
        case .sandbox:
            datagov = Entry(url: "")
            go = datagov
            forsg = datagov
        }
    }

    /// Whether a name can be a profile's: letters, digits, `-` and `_`.
    static func isName(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= 64
            && text.utf8.allSatisfy {
                (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0)
                    || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_")
            }
    }
}
