import Glibc

/// Where libpq finds the password, as far as that can be wrong.
struct PasswordChecks {
    private let variables: [String: String]

    init(_ variables: [String: String]) { self.variables = variables }

    func findings() -> [DoctorCommand.Finding] {
        typealias Finding = DoctorCommand.Finding
        var findings: [Finding] = []
        if variables["PGPASSWORD"].map({ !$0.isEmpty }) == true {
            findings.append(
                Finding(
                    .note, "password", "PGPASSWORD holds one, which every program sees that a script starts",
                    hint: "Put it into ~/.pgpass, or into the file that PGPASSFILE names, and chmod 600 that file."))
        }
        let named = variables["PGPASSFILE"].flatMap { $0.isEmpty ? nil : $0 }
        guard let path = named ?? variables["HOME"].map({ "\($0)/.pgpass" }) else { return findings }
        var status = stat()
        if stat(path, &status) != 0 {
            guard named != nil else { return findings }
            findings.append(
                Finding(
                    .note, "password", "PGPASSFILE names \(path), which is not there",
                    hint: "It has lines HOST:PORT:DATABASE:USER:PASSWORD."))
        } else if status.st_mode & 0o077 != 0 {
            findings.append(
                Finding(
                    .note, "password", "libpq does not use \(path), because others can read it",
                    hint: "Make it yours alone: chmod 600 \(path)"))
        }
        return findings
    }
}
