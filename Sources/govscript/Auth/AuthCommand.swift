import ArgumentParser
package import Settings

struct AuthCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "auth",
        abstract: "Manage API keys.",
        discussion: """
            A key is looked up in this order:
              1. GOVSCRIPT_GO_API_KEY (…_FORSG_…, …_DATAGOV_…)
              2. the file named by GOVSCRIPT_GO_API_KEY_FILE
              3. go_api_key in $CREDENTIALS_DIRECTORY (systemd)
              4. key_file, key_command or key of the profile in config.toml
              5. what `govscript auth login` stored

            datagov-public is the optional key of data.gov.sg's public APIs, which raises
            the limits of datagov.rows and datagov.download.

            Examples:
              govscript auth login go
              govscript auth status --profile staging
            """,
        subcommands: [LoginCommand.self, StatusCommand.self, LogoutCommand.self])
}

extension KeyName: ExpressibleByArgument {}
