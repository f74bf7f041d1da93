import Postgres
import Testing

/// Which addresses are taken, and what is added to them.
struct PostgresAddressTests {
    private func problem(_ text: String) -> String? {
        do throws(PostgresError) {
            _ = try PostgresAddress(text)
            return nil
        } catch {
            return error.description
        }
    }

    @Test func addressesAreNamedWithoutTheirSettings() throws {
        #expect(
            try PostgresAddress("postgres://me@db1,db2/govscript?application_name=x").title == "govscript at db1,db2")
        #expect(try PostgresAddress("postgres:///govscript").title == "govscript at this machine")
        #expect(try PostgresAddress("postgresql://db:6432/x").title == "x at db port 6432")
    }

    @Test func passwordsAreRefused() {
        #expect(problem("postgres://me:geheim@db/x") == "the address of PostgreSQL holds a password")
        #expect(problem("postgres://me:geh?eim@db/x") == "the address of PostgreSQL holds a password")
        #expect(problem("postgres://db/x?password=geheim") == "the address of PostgreSQL holds a password")
    }

    @Test func whoAnswersIsCheckedBeyondThisMachine() {
        #expect(problem("postgres://db/x?sslmode=disable") == "sslmode=disable would not check who answers at db")
        #expect(problem("postgres://127.0.0.1,db/x?sslmode=require") != nil)
        #expect(problem("postgres://db/x?sslmode=verify-full") == nil)
        #expect(problem("postgres://127.0.0.1/x?sslmode=disable") == nil)
        #expect(problem("postgres:///x?host=/run/postgresql&sslmode=disable") == nil)
        // The name is for the certificate only; where it connects is said by the address.
        #expect(problem("postgres://localhost/x?hostaddr=10.0.0.1&sslmode=disable") != nil)
    }

    @Test func othersAreRefused() {
        #expect(problem("mysql://db/x") == "an address of PostgreSQL begins with postgres://")
        #expect(problem("postgres://db:x:y/z?unknown=1") == "the address of PostgreSQL cannot be read")
    }
}
