import Settings

/// The pages of the commands: govscript(1), and one for each of its subcommands.
struct CommandPage {
    private let root: CommandDescription
    private let edition: ManPage.Edition
    /// What the codes of the process mean, as `govscript help exit-codes` says.
    private let exitCodes: String

    init(_ root: CommandDescription, exitCodes: String, _ edition: ManPage.Edition) {
        self.root = root
        self.exitCodes = exitCodes
        self.edition = edition
    }

    /// The pages by file name.
    var files: [String: String] {
        var files = ["\(root.commandName).1": overview]
        for command in root.visible { files["\(Self.pageName(root, command)).1"] = page(of: command) }
        return files
    }

    private static func pageName(_ root: CommandDescription, _ command: CommandDescription) -> String {
        "\(root.commandName)-\(command.commandName)"
    }

    private var overview: String {
        var page = ManPage(root.commandName, section: 1, summary: Self.summary(root), edition)
        page.section("Synopsis")
        if let command = root.visible.first(where: { $0.commandName == root.defaultSubcommand }) {
            page.raw(Self.synopsis([root.commandName], command))
            page.raw(".br")
        }
        page.raw(
            "\(ManPage.bold(root.commandName)) \(ManPage.italic("command")) [\(ManPage.italic("argument"))\\ ...]\\&")
        page.section("Description")
        page.paragraph(root.abstract ?? "")
        page.paragraph(
            "A script's name alone runs it. The sections of `govscript-lua`(7) describe what scripts can use, "
                + "`govscript-config`(5) the configuration.")
        page.section("Commands")
        for command in root.visible {
            page.item("\(ManPage.bold(Self.pageName(root, command)))(1)", command.abstract ?? "")
        }
        page.section("Options")
        for option in root.options { Self.add(option, to: &page) }
        page.section("Exit status")
        addExitCodes(to: &page)
        page.section("Environment")
        for variable in EnvironmentVariable.documented { page.item(ManPage.bold(variable.name), variable.summary) }
        Self.addFiles(ConfigurationPlace.allCases, to: &page)
        let parts = DiscussionParts(root.discussion ?? "")
        page.section("Examples")
        page.prose([parts.examples, parts.description].filter { !$0.isEmpty }.joined(separator: "\n\n"))
        page.section("Reporting bugs")
        page.paragraph("In the issue tracker of the project; security problems as SECURITY.md describes.")
        seeAlso(root.visible.map { Self.pageName(root, $0) + "(1)" }, in: &page)
        return page.text
    }

    private func page(of command: CommandDescription) -> String {
        let words = [root.commandName, command.commandName]
        var page = ManPage(Self.pageName(root, command), section: 1, summary: Self.summary(command), edition)
        page.section("Synopsis")
        let children = command.visible
        for (index, child) in (children.isEmpty ? [command] : children).enumerated() {
            if index > 0 { page.raw(".br") }
            page.raw(Self.synopsis(children.isEmpty ? words : words + [child.commandName], child))
        }
        let parts = DiscussionParts(command.discussion ?? "")
        page.section("Description")
        page.paragraph(command.abstract ?? "")
        page.prose(parts.description)
        if let name = command.defaultSubcommand { page.paragraph("Without a command, `\(name)` is meant.") }
        var examples = [parts.examples]
        if !children.isEmpty { page.section("Commands") }
        for child in children {
            let parts = DiscussionParts(child.discussion ?? "")
            page.subsection(words.dropFirst().joined(separator: " ") + " " + child.commandName)
            page.paragraph(child.abstract ?? "")
            page.prose(parts.description)
            for argument in child.positionals + child.options where !argument.isCommon {
                Self.add(argument, to: &page)
            }
            examples.append(parts.examples)
        }
        page.section("Options")
        for argument in command.positionals + command.options where argument.typed != ["--version"] {
            Self.add(argument, to: &page)
        }
        page.section("Exit status")
        page.paragraph("0 if it succeeded. `govscript`(1) lists the other codes.")
        addSurroundings(of: [command] + children, to: &page)
        page.section("Examples")
        page.prose(examples.filter { !$0.isEmpty }.joined(separator: "\n\n"))
        seeAlso(["\(root.commandName)(1)"], in: &page)
        return page.text
    }

    /// The variables that stand for options of these commands, and the files that they use.
    private func addSurroundings(of commands: [CommandDescription], to page: inout ManPage) {
        let options = Set(commands.flatMap(\.options).flatMap(\.typed))
        let variables = EnvironmentVariable.documented.filter { variable in
            variable.name == EnvironmentVariable.stateDirectory.name || options.contains(variable.option ?? "")
        }
        page.section("Environment")
        for variable in variables { page.item(ManPage.bold(variable.name), variable.summary) }
        page.paragraph("`govscript-config`(5) lists all variables.")
        let places = ConfigurationPlace.allCases.filter { $0 == .state || options.contains("--config") }
        Self.addFiles(places, to: &page)
    }

    private func addExitCodes(to page: inout ManPage) {
        for block in ProseBlock.blocks(of: exitCodes) {
            switch block {
            case .paragraph(let text): page.paragraph(text)
            case .verbatim(let lines):
                guard let table = ExitCodeTable(lines) else { page.verbatim(lines); continue }
                for row in table.rows {
                    page.item(ManPage.bold(row.code), row.kinds.isEmpty ? row.meaning : "\(row.meaning) (\(row.kinds))")
                }
            }
        }
    }

    private func seeAlso(_ pages: [String], in page: inout ManPage) {
        page.section("See also")
        let others = pages + ["govscript-config(5)", "govscript-lua(7)"]
        let links = others.map { name in
            let parts = name.split(separator: "(", maxSplits: 1)
            return "\(ManPage.bold(String(parts[0])))(\(parts[1])"
        }
        page.beginBlock()
        page.raw(links.joined(separator: ",\n"))
    }
}

extension CommandPage {
    static func addFiles(_ places: [ConfigurationPlace], to page: inout ManPage) {
        page.section("Files")
        for place in places { page.item(ManPage.italic(place.path), place.summary) }
    }

    /// `Run a script.` as the line of NAME has it: `run a script`.
    private static func summary(_ command: CommandDescription) -> String {
        var text = command.abstract ?? command.commandName
        if text.hasSuffix(".") { text.removeLast() }
        return text.prefix(1).lowercased() + text.dropFirst()
    }

    private static func add(_ argument: ArgumentDescription, to page: inout ManPage) {
        var text = argument.abstract ?? ""
        if let values = argument.allValues, !values.allSatisfy(text.contains) {
            text += " One of: \(values.joined(separator: ", "))."
        }
        if let value = argument.defaultValue, argument.kind != .flag { text += " Default: \(value)." }
        page.item(argument.term, text)
    }

    /// One line of a synopsis.
    private static func synopsis(_ words: [String], _ command: CommandDescription) -> String {
        let options = command.options.filter { !$0.isCommon }
        var parts = [ManPage.bold(words.joined(separator: " "))]
        if options.count > 4 {
            parts.append("[\(ManPage.italic("option"))\\ ...]")
        } else {
            parts += options.map { "[\($0.shortTerm)]" }
        }
        for argument in command.positionals {
            let name = ManPage.italic(argument.valueName ?? "")
            if argument.takesRest {
                parts.append("\(name) [\(ManPage.italic("argument"))\\ ...]")
            } else {
                let repeated = argument.isRepeating ? "\(name)\\ ..." : name
                parts.append(argument.isOptional ? "[\(repeated)]" : repeated)
            }
        }
        // Three dots are not the end of a sentence.
        return parts.joined(separator: "\\&\n")
    }
}

extension ArgumentDescription {
    /// Whether every command has it.
    var isCommon: Bool { typed.contains("--help") || typed == ["--version"] }

    /// All names, in roff: `-e code, --execute code`.
    fileprivate var term: String {
        guard kind != .positional else { return ManPage.italic(valueName ?? "") }
        return typed.map(ManPage.bold).joined(separator: ", ") + value
    }

    /// The longest name, in roff.
    fileprivate var shortTerm: String {
        ManPage.bold(typed.last ?? "").replacing(" ", with: "\\ ") + value.replacing(" ", with: "\\ ")
    }

    private var value: String { kind == .option ? " " + ManPage.italic(valueName ?? "value") : "" }
}

/// A command's discussion, with its examples apart.
struct DiscussionParts: Equatable {
    var description = ""
    var examples = ""

    init(_ text: String) {
        var (plain, shown): ([String], [String]) = ([], [])
        var isExample = false
        for line in text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
            if line == "Examples:" || line == "Example:" {
                isExample = true
            } else if isExample, line.isEmpty || line.hasPrefix(" ") {
                shown.append(line)
            } else {
                isExample = false
                plain.append(line)
            }
        }
        description = plain.joined(separator: "\n")
        examples = shown.joined(separator: "\n")
    }
}
