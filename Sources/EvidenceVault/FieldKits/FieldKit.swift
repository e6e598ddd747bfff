import Age
import Foundation
import Sodium

/// A small file that seals documents into one case and opens none: the case's public keys, and a signing key of its own, signed by
/// the coordinator who made it. It names no person.
///
/// JSON (`kit/1`), described in `docs/format.md`. Who has the file can seal with it until it expires or is cancelled.
public final class FieldKit: Sendable {
    /// What the maker signs.
    public struct Contents: Codable, Hashable, Sendable {
        let amanah: String
        public let vault: VaultID
        public let caseID: HexBytes
        public let caseRef: String
        public let kinds: [DocumentKind]
        public let until: Timestamp
        let compartments: [Compartment]
        /// The vault's recovery key, an age recipient.
        let recovery: String
        /// The kit's own Ed25519 key.
        public let key: HexBytes
        /// The maker's Ed25519 key.
        public let by: HexBytes
    }

    public let contents: Contents
    let signingKey: Ed25519.SigningKey
    private let signature: [UInt8]

    static let format = "kit/1"
    private static let maximumSize = 1 << 20

    /// A new kit, signed by `maker`.
    init(
        vault: VaultID, file: CaseFile, kinds: [DocumentKind], until: Timestamp, compartments: [Compartment],
        recovery: SealingKey, maker: MemberIdentity
    ) throws {
        signingKey = try Ed25519.SigningKey()
        contents = Contents(
            amanah: FieldKit.format, vault: vault, caseID: file.id, caseRef: file.ref, kinds: kinds,
            until: until, compartments: compartments, recovery: recovery.description,
            key: HexBytes(signingKey.publicKey.bytes), by: HexBytes(maker.card.signingKey.bytes))
        signature = maker.signingKey.sign(try FieldKit.message(contents))
    }

    private struct Stored: Codable {
        let kit: Contents
        let seed: Base64Bytes
        let signature: Base64Bytes
    }

    /// Reads a kit file. Throws ``VaultError/notAKit(_:)`` when it is none, or its signature does not fit.
    public init(json: [UInt8]) throws {
        guard json.count <= FieldKit.maximumSize,
            let stored = try? CanonicalJSON.decode(Stored.self, from: json),
            stored.kit.amanah == FieldKit.format
        else { throw VaultError.notAKit("it is not one of this version") }
        guard let maker = try? Ed25519.PublicKey(stored.kit.by.bytes),
            maker.verifies(stored.signature.bytes, of: try FieldKit.message(stored.kit))
        else { throw VaultError.notAKit("its signature does not fit") }
        var seed = stored.seed.bytes
        signingKey = try Ed25519.SigningKey(seed: Secret(moving: &seed))
        guard signingKey.publicKey.bytes == stored.kit.key.bytes else {
            throw VaultError.notAKit("its keys do not fit")
        }
        contents = stored.kit
        signature = stored.signature.bytes
    }

    /// To be compared with what the coordinator says: the signature in the file proves no more than that nobody changed it since.
    public var fingerprint: Fingerprint { Fingerprint(kitKey: contents.key) }

    /// The kit file: one JSON object and a newline.
    public func json() throws -> [UInt8] {
        let seed = try signingKey.seed().withUnsafeBytes { Base64Bytes([UInt8]($0)) }
        return try CanonicalJSON.encode(
            Stored(kit: contents, seed: seed, signature: Base64Bytes(signature))) + Array("\n".utf8)
    }

    private static func message(_ contents: Contents) throws -> [UInt8] {
        try Array("amanah/v1/kit\n".utf8) + CanonicalJSON.encode(contents)
    }
}

extension Vault {
    /// Makes a field kit for a case. Only a coordinator of the case may.
    ///
    /// - Parameters:
    ///   - kinds: what may be sealed with it.
    ///   - until: when sealing with it ends.
    ///   - holder: for whom it is; the case's team reads it, the kit does not say it.
    public func makeKit(
        for file: CaseFile, kinds: Set<DocumentKind>, until: Timestamp, holder: String? = nil
    ) throws -> FieldKit {
        try requireGranter(of: file, asked: "kit.make")
        guard until > now() else {
            throw VaultError.badInput("the kit would have expired already (\(until))")
        }
        guard !kinds.isEmpty else {
            throw VaultError.badInput("say which kinds of documents: --kinds statement,…")
        }
        let kinds = kinds.sorted { $0.rawValue < $1.rawValue }
        // A kind that can be of any class needs them all.
        let classes = Set(kinds.map(\.confidentialityClass))
        let compartments = try ConfidentialityClass.documentClasses
            .filter { classes.contains($0) || classes.contains(nil) }
            .map { try compartment($0, of: file) }
        let kit = try FieldKit(
            vault: id, file: file, kinds: kinds, until: until, compartments: compartments,
            recovery: recoveryKey(), maker: identity)
        let sealedHolder = try holder.map { holder in
            let summary = try compartment(.summary, of: file)
            return try SealedText.seal(
                Array(Name.checked(holder).utf8), to: SealingKey(summary.recipient), as: .holder,
                in: CompartmentName(id, file.id, .summary, summary.generation))
        }
        try log.append { _ in
            [
                .makeKit(
                    KitMade(
                        caseID: file.id, key: kit.contents.key, kinds: kinds, until: until,
                        holder: sealedHolder.map(Base64Bytes.init)))
            ]
        }
        return kit
    }

    /// What is sealed with a kit is not collected any more. Only a coordinator of the case may.
    ///
    /// - Parameter kit: the beginning of its fingerprint.
    public func cancelKit(_ kit: String, of file: CaseFile) throws {
        try requireGranter(of: file, asked: "kit.cancel")
        let matches = file.kits.filter { $0.fingerprint.description.hasPrefix(kit.lowercased()) }
        guard let found = matches.first, matches.count == 1 else {
            throw matches.isEmpty
                ? VaultError.badInput("\(file.ref) has no kit \(kit); see 'amanah kit list'")
                : VaultError.ambiguous(kit, matches: matches.map(\.fingerprint.description))
        }
        try log.append { _ in [.cancelKit(KitCancelled(caseID: file.id, key: found.made.key))] }
    }

    /// The kits of a case, each with whom it was made for: that is for the case's team to read, and the look is logged.
    public func kits(of file: CaseFile) throws -> [(kit: CaseFile.Kit, holder: String?)] {
        let kits = try caseFile(file.ref).kits
        guard isOnTeam(of: file), kits.contains(where: { $0.made.holder != nil }) else {
            return kits.map { ($0, nil) }
        }
        _ = try recordAccess(.showCase, case: file.id)
        return try kits.map { ($0, try holder(of: $0, in: file)) }
    }

    /// Nil when it was not said, or this member does not read it.
    private func holder(of kit: CaseFile.Kit, in file: CaseFile) throws -> String? {
        guard let sealed = kit.made.holder else { return nil }
        for generation in 1...max(1, file.generation(of: .summary)) {
            if let key = try compartmentKey(.summary, generation: generation, in: file),
                let text = try? SealedText.open(
                    sealed.bytes, with: key, as: .holder,
                    in: CompartmentName(id, file.id, .summary, generation))
            {
                return String(decoding: text, as: UTF8.self)
            }
        }
        return nil
    }
}

extension CaseFile.Kit {
    public var fingerprint: Fingerprint { Fingerprint(kitKey: made.key) }
}
