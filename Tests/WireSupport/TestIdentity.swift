import Foundation
import WirePeer

/// A certificate with its key, made anew by each run of the tests.
///
/// Unchecked: nothing changes it after it was made.
package final class TestIdentity: @unchecked Sendable {  // constant after init
    let pointer: OpaquePointer

    private init(_ pointer: OpaquePointer) { self.pointer = pointer }

    private static func make(
        by issuer: TestIdentity?, _ subject: String, names: String? = "DNS:localhost,IP:127.0.0.1",
        isAuthority: Bool = false, days: ClosedRange<Int> = -1...30
    ) -> TestIdentity {
        let day = 86400
        return TestIdentity(
            tls_identity_create(
                issuer?.pointer, subject, names, isAuthority, days.lowerBound * day, days.upperBound * day)!)
    }

    package static let authority = make(by: nil, "A test's authority", names: nil, isAuthority: true)
    package static let good = make(by: authority, "localhost")
    /// For a host that only a proxy can find.
    package static let behindProxy = make(by: authority, "origin.test", names: "DNS:origin.test")
    package static let expired = make(by: authority, "localhost", days: -30 ... -2)
    package static let notYetValid = make(by: authority, "localhost", days: 2...30)
    package static let elsewhere = make(by: authority, "elsewhere.example", names: "DNS:elsewhere.example")
    package static let selfSigned = make(by: nil, "localhost")

    package var pem: String {
        let bytes = [CChar](unsafeUninitializedCapacity: 8192) { $1 = tls_identity_pem(pointer, $0.baseAddress, 8192) }
        return String(decoding: bytes.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    package var der: [UInt8] {
        [UInt8](unsafeUninitializedCapacity: 8192) { $1 = tls_identity_der(pointer, $0.baseAddress, 8192) }
    }

    /// A file that makes the test's authority a trusted one; it lasts as long as the process.
    package static let authorityFile = TestFile(Array(authority.pem.utf8))
}
