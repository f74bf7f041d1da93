import Settings

/// govscript-config(5): the configuration file and the variables.
struct ConfigurationPage {
    let edition: ManPage.Edition

    var text: String {
        var page = ManPage(
            "govscript-config", section: 5, summary: "configuration file and environment of govscript", edition)
        page.section("Description")
        page.paragraph(
            "`govscript`(1) takes settings from options, then from environment variables, then from the "
                + "configuration file, then from defaults. `govscript config show` lists each setting in force and "
                + "where it came from."
        )
        page.paragraph(
            "The file is TOML and holds profiles. `production`, `staging` and `sandbox` are built in; a table of the "
                + "same name changes one of them. A file that other users can change is refused, and so is one that "
                + "holds keys and that other users can read. Names that are not listed here are errors.")
        page.section("File format")
        page.subsection("At the top")
        for field in FileField.allCases { Self.add(field.rawValue, field.summary, to: &page) }
        page.subsection("In a profile")
        for field in ProfileField.allCases { Self.add(field.rawValue, field.summary, to: &page) }
        let services = Service.allCases.map { "`[profiles.`NAME`.\($0.rawValue)]` for \($0.title)" }
        page.subsection("In the table of a service")
        page.paragraph("\(services.joined(separator: ", ")). The sandbox has none.")
        for field in ServiceField.allCases { Self.add(field.rawValue, field.summary, to: &page) }
        page.paragraph(
            "A service has one of `key_file`, `key_command` and `key`. Paths are absolute, begin with ~/, or are "
                + "relative to the folder of the configuration file.")
        page.section("Environment")
        for variable in EnvironmentVariable.documented { page.item(ManPage.bold(variable.name), variable.summary) }
        CommandPage.addFiles(ConfigurationPlace.allCases, to: &page)
        page.section("Examples")
        page.verbatim(Self.example)
        page.section("See also")
        page.beginBlock()
        page.raw("\(ManPage.bold("govscript"))(1),\n\(ManPage.bold("govscript-config"))(1),")
        page.raw("\(ManPage.bold("govscript-auth"))(1),\n\(ManPage.bold("govscript-lua"))(7)")
        return page.text
    }

    private static func add(_ name: String, _ summary: String, to page: inout ManPage) {
        page.item(ManPage.bold(name), summary)
    }

    /// A file with every field but those that exclude each other.
    package static let example = [
        "default_profile = \"bulk\"",
        "",
        "[profiles.bulk]",
        "based_on = \"staging\"",
        "links = \"forsg\"",
        "pacing = \"strict\"",
        "ca_file = \"ca.pem\"",
        "production = true",
        "state = \"postgres://govscript@db1.example,db2.example/govscript\"",
        "",
        "[profiles.bulk.go]",
        "url = \"https://go.example/api\"",
        "rate = 20",
        "key_command = [\"pass\", \"show\", \"gov/go\"]",
        "",
        "[profiles.bulk.datagov]",
        "key_file = \"datagov.key\"",
    ]
}
