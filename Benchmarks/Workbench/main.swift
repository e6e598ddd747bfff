// What the benchmark needs besides the program itself: people whose passphrase is quick to check, large vaults, and the speed
// of sealing in memory. `Benchmarks/run` calls it. And a quarter of an office's work, to see a report of it.
import Age
import ArgumentParser
import EvidenceVault
import Foundation
import Ledger
import Sodium

struct Workbench: ParsableCommand {
    static let configuration = CommandConfiguration(
        subcommands: [People.self, Fill.self, RawSealing.self, Signatures.self, Quarter.self])

    static let passphrase = "bangku uji di bawah pohon"

    static func secret() throws -> Secret {
        var bytes = Array(passphrase.utf8)
        return try Secret(moving: &bytes)
    }
}

/// Identity files with a work factor of 2, so that the memory of scrypt (256 MiB) does not hide that of the rest.
struct People: ParsableCommand {
    @Argument var folder: String

    func run() throws {
        let folder = URL(fileURLWithPath: folder)
        try Data((Workbench.passphrase + "\n").utf8).write(to: folder.appending(path: "passphrase"))
        for name in ["custodian", "coordinator", "auditor"] {
            let identity = try MemberIdentity.generate(name: name)
            try Data(identity.sealed(passphrase: Workbench.secret(), workFactor: 2))
                .write(to: folder.appending(path: "\(name).identity"))
            try Data(identity.card.json()).write(to: folder.appending(path: "\(name).card"))
        }
    }
}

/// Brings a vault to so many cases and documents, in cases of its own beside those that are there.
struct Fill: ParsableCommand {
    @Argument var folder: String
    @Option var cases: Int
    @Option var documents: Int
    /// Log entries that say that the coordinator listed a case, at least so many.
    @Option var looks = 0
    /// A small file that is deposited again and again.
    @Option var file: String

    func run() throws {
        let identityPath = "\(folder)/coordinator.identity"
        let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: identityPath)))
        let identity = try MemberIdentity.open(
            bytes, path: identityPath, passphrase: Workbench.secret())
        let vault = try Vault.open(
            at: "\(folder)/vault", as: identity,
            surroundings: .init(knownVaults: KnownVaults(folder: "\(folder)/state/known_vaults")))
        func own() -> [CaseFile] { vault.state.allCases.filter { $0.ref.hasPrefix("FILL-") } }
        let existing = own().count
        for number in existing..<max(cases, existing) {
            _ = try vault.openCase(title: "Case \(number)", ref: "FILL-\(number)")
        }
        var seen = 0
        while seen < looks {
            let size = vault.state.head.size
            _ = try vault.listAll()
            seen += Int(vault.state.head.size - size)
        }
        let submission = try Submission(path: file, name: "a.txt", kind: .chronology)
        let files = own()
        var count = files.reduce(0) { $0 + $1.documentCount }
        var next = 0
        while count < documents {
            // Spread over the cases, in batches.
            let batch = min(500, documents - count)
            _ = try vault.deposit(
                Array(repeating: submission, count: batch), in: files[next % files.count])
            count += batch
            next += 1
        }
    }
}

/// Prints two speeds in MiB/s: libsodium's ChaCha20-Poly1305 on one core, and an age file sealed in memory on all.
struct RawSealing: ParsableCommand {
    @Option var mebibytes = 2048

    func run() throws {
        let chunk = 65_536
        let key = try Secret(randomBytes: 32)
        let nonce = [UInt8](repeating: 0, count: ChaChaPoly.nonceSize)
        let plain = [UInt8](repeating: 1, count: 64 * chunk)
        var sealed = [UInt8](repeating: 0, count: chunk + ChaChaPoly.tagSize)
        let rounds = mebibytes << 20 / plain.count

        let clock = ContinuousClock()
        func speed(_ duration: Duration) -> String {
            let seconds = Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
            return String(Int(Double(mebibytes) / seconds))
        }
        let oneCore = try clock.measure {
            try plain.withUnsafeBytes { plain in
                try nonce.withUnsafeBytes { nonce in
                    try sealed.withUnsafeMutableBytes { sealed in
                        for _ in 0..<rounds {
                            for start in stride(from: 0, to: plain.count, by: chunk) {
                                try ChaChaPoly.seal(
                                    UnsafeRawBufferPointer(rebasing: plain[start..<(start + chunk)]),
                                    into: sealed, nonce: nonce, key: key)
                            }
                        }
                    }
                }
            }
        }
        let recipient = try X25519Identity.generate().recipient
        let allCores = try clock.measure {
            let stream = try SealingStream(to: [recipient]) { _ in }
            // The plaintext lies where it is sealed from, as in a deposit, which reads it there.
            var left = mebibytes << 20
            while left > 0 {
                let room = try stream.room(for: left)
                try stream.write(UnsafeRawBufferPointer(room))
                left -= room.count
            }
            try stream.finish()
        }
        print(speed(oneCore), speed(allCores))
    }
}

Workbench.main()
