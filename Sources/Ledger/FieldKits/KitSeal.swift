package import Bytes
package import Sodium

/// What a kit signs of a document that was sealed with it.
package struct KitSeal: Codable, Hashable, Sendable {
    /// By the clock of the machine on which it was sealed.
    package let at: Timestamp
    /// The kit's Ed25519 key.
    package let key: HexBytes
    /// Of the kit as it sealed: whoever changed it on its way has another.
    package let digest: KitDigest
    package let signature: Base64Bytes

    /// Of the kit, as listings show it.
    package var fingerprint: Fingerprint { digest.fingerprint }

    package enum CodingKeys: String, CodingKey {
        case digest = "kit"
        case at, key, signature
    }

    /// All of a deposit that its sealing decides, which is all but its number; as canonical JSON behind a prefix.
    private struct Message: Encodable {
        let caseID, documentID, blob, detailsDigest: HexBytes
        let confidentiality: ConfidentialityClass
        let generation: UInt32
        let blobSize: Int64
        let details, place: Base64Bytes
        let kit: Kit

        struct Kit: Encodable {
            let at: Timestamp
            let key: HexBytes
            let kit: KitDigest
        }

        enum CodingKeys: String, CodingKey {
            case confidentiality = "class"
            case caseID, documentID, blob, detailsDigest, generation, blobSize, details, place, kit
        }
    }

    private static func message(
        _ deposit: Deposit, _ kit: Message.Kit, _ vaultID: VaultID
    ) throws -> [UInt8] {
        try ContextString.fieldDeposit.bytes + vaultID.bytes
            + CanonicalJSON.encode(
                Message(
                    caseID: deposit.caseID, documentID: deposit.documentID, blob: deposit.blob,
                    detailsDigest: deposit.detailsDigest, confidentiality: deposit.confidentiality,
                    generation: deposit.generation, blobSize: deposit.blobSize, details: deposit.details,
                    place: deposit.place, kit: kit))
    }

    package init(
        of deposit: Deposit, at time: Timestamp, vaultID: VaultID, kit: KitDigest,
        by signingKey: borrowing Ed25519.SigningKey
    ) throws {
        at = time
        key = HexBytes(signingKey.publicKey.bytes)
        digest = kit
        signature = Base64Bytes(
            signingKey.sign(
                try KitSeal.message(deposit, .init(at: time, key: key, kit: kit), vaultID)))
    }

    package func isValid(for deposit: Deposit, vaultID: VaultID) -> Bool {
        guard let signer = try? Ed25519.PublicKey(key.bytes),
            let message = try? KitSeal.message(deposit, .init(at: at, key: key, kit: digest), vaultID)
        else { return false }
        return signer.verifies(signature.bytes, of: message)
    }
}
