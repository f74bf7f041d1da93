import Glibc
import Settings

/// Where libpq finds the password, as far as that can be wrong.
struct PasswordChecks {
    private let setting: StateSetting
    private let variables: [String: String]

    init(_ setting: StateSetting, _ variables: [String: String]) {
        (self.setting, self.variables) = (setting, variables)
    }

    func findings() -> [DoctorCommand.Finding] {
        typealias Finding = DoctorCommand.Finding
        var findings: [Finding] = []
        if variables["PGPASSWORD"].map({ !$0.isEmpty }) == true {
            findings.append(
                Finding(
                    .note, "password", "PGPASSWORD is set, and every program that a script starts can read it",
                    hint: "Put it into ~/.pgpass, or into the file that PGPASSFILE names, and chmod 600 that file."))
        }
        guard let path = setting.passwordFile(variables) else { return findings }
        // The usual one is not needed where the server asks for no password.
        let isNamed = path != variables["HOME"].map { "\($0)/.pgpass" }
        var status = stat()
        if stat(path, &status) != 0 {
            guard isNamed else { return findings }
            findings.append(
                Finding(
                    .note, "password", "there is no password file \(path)",
                    hint: "Create it with lines HOST:PORT:DATABASE:USER:PASSWORD."))
        } else if status.st_mode & 0o077 != 0 {
            findings.append(
                Finding(
                    .note, "password", "libpq does not use \(path), because others can read it",
                    hint: "Make it yours alone: chmod 600 \(path)"))
        }
        return findings
    }
}
