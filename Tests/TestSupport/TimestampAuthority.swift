public import Foundation

/// A time-stamping authority of the test's own, by the `openssl` command, with a CA that is thrown away.
public struct TimestampAuthority {
    private let openssl: String
    private let folder: TemporaryFolder

    /// Nil where there is no `openssl`.
    public init?(name: String = "Test TSA") throws {
        guard let openssl = stockTool("openssl") else { return nil }
        self.openssl = openssl
        folder = try TemporaryFolder()
        try write(
            "openssl.cnf",
            """
            [ req ]
            distinguished_name = dn
            [ dn ]
            [ tsa ]
            default_tsa = authority
            [ authority ]
            serial = \(folder.path)/serial
            signer_cert = \(folder.path)/tsa.pem
            signer_key = \(folder.path)/tsa.key
            signer_digest = sha256
            default_policy = 1.2.3.4.1
            digests = sha256
            tsa_name = no
            ess_cert_id_chain = no
            ess_cert_id_alg = sha256

            """)
        try write("purpose", "extendedKeyUsage = critical,timeStamping\n")
        try write("serial", "01\n")
        let key =
            ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"] + ["-nodes", "-config", "openssl.cnf"]
        try call(
            ["req", "-x509", "-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=Test CA", "-days", "30"]
                + ["-addext", "basicConstraints=critical,CA:TRUE"] + key)
        try call(["req", "-keyout", "tsa.key", "-out", "tsa.csr", "-subj", "/CN=\(name)"] + key)
        try call(
            ["x509", "-req", "-in", "tsa.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial"]
                + ["-out", "tsa.pem", "-days", "30", "-extfile", "purpose"])
    }

    /// The certificate to trust.
    public var certificate: URL { folder.appending("ca.pem") }

    /// The answer to a request.
    public func reply(to request: [UInt8]) throws -> [UInt8] {
        try Data(request).write(to: folder.appending("request"))
        try call(["ts", "-reply", "-config", "openssl.cnf", "-queryfile", "request", "-out", "response"])
        return [UInt8](try Data(contentsOf: folder.appending("response")))
    }

    /// Whether `openssl ts -verify` accepts an answer for a file.
    public func accepts(_ response: URL, of data: URL) throws -> Bool {
        try run(
            openssl,
            [
                "ts", "-verify", "-in", response.path, "-data", data.path, "-CAfile", certificate.path,
            ], folder: folder.url
        ).status == 0
    }

    private func write(_ name: String, _ text: String) throws {
        try Data(text.utf8).write(to: folder.appending(name))
    }

    private struct Failure: Error { let words: String }

    private func call(_ arguments: [String]) throws {
        let result = try run(openssl, arguments, folder: folder.url)
        guard result.status == 0 else { throw Failure(words: result.errors) }
    }
}
