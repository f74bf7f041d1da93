public import ArgumentParser
public import Settings

struct AuthCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "auth",
        abstract: "Stores, checks and forgets the keys of the services.",
        discussion: """
            A key is looked for in this order: GOVSCRIPT_…_API_KEY; the file that GOVSCRIPT_…_API_KEY_FILE names;
            go_api_key, forsg_api_key or datagov_api_key in $CREDENTIALS_DIRECTORY; the profile's key_file, key_command
            or key in the configuration file; what `auth login` stored.
            """,
        subcommands: [LoginCommand.self, StatusCommand.self, LogoutCommand.self])
}

extension Service: ExpressibleByArgument {}
