import Age
import Archive
import Bytes
import Crypto
import Ledger
public import Sodium

/// A bundle that was checked and lies there still: what is taken from it is what was checked.
public struct CheckedBundle {
    public let report: BundleReport
    let bag: BagReport
    /// What the sender's log has of the exhibits, by the positions of their deposits.
    let sources: [UInt64: CustodyRecord.Exhibit.Source]
    let bundle: ArrivedBundle
    let identities: [any Age.Identity]
    let passphrase: BundlePassphrase?

    /// Throws ``VaultError/bundleImport(_:)`` unless the sender said these words, or what they stand for, of the key that signed.
    public func require(sender said: SpokenDigest) throws {
        guard let signer = report.signer else { throw VaultError.bundleInvalid(.problem(.notSigned)) }
        if let words = said.difference(from: Minisign.digest(of: signer)) {
            throw VaultError.bundleImport(.otherSender(words: words))
        }
    }

    /// Reads the bundle once more and hands over each file of its payload, which `body` reads to its end and says the SHA-256 of.
    ///
    /// Throws `ArchiveError.changedSince` for what is not the file that was checked.
    func readPayload(
        _ body: (SafePath, _ read: (UnsafeMutableRawBufferPointer) throws -> Int) throws -> HexBytes
    ) throws {
        func go(through source: some BagSource) throws {
            var missing = bag.payload.paths
            var top: String?
            while let (path, _) = try source.nextFile() {
                let prefix = top ?? BagValidator.top(of: path)
                top = prefix
                let inner = try path.dropping(prefix)
                guard let checked = bag.payload[inner] else { continue }
                guard missing.remove(inner) != nil, try body(inner, source.read).description == checked.sha256
                else { throw ArchiveError.changedSince(inner.string) }
            }
            if let path = missing.first { throw ArchiveError.changedSince(path.string) }
        }
        try Bundle.translating { try go(through: bundle.source(identities, passphrase)) }
    }
}
