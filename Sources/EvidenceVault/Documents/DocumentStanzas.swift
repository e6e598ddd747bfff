import Age
import Ledger
import Sodium

/// The stanzas of a sealed document: one for its compartment, then one for the recovery key, and no other.
///
/// Both follow from file key, payload nonce and public key, so whoever opens the document makes both again and sees whether the
/// trustees could open it too, and whether anybody else could. Hybrid stanzas are made by chance: there only
/// their number, their kind and the reader's own can be told.
struct DocumentStanzas {
    /// The compartment's key.
    let key: OpeningKey
    /// The recovery keys of the vault, any of which is right.
    let recovery: [SealingKey]

    /// Whom a document is sealed to, in the order of its stanzas.
    static func recipients(compartment: SealingKey, recovery: SealingKey) -> [any Recipient] {
        [compartment.documentRecipient, recovery.documentRecipient]
    }

    func fit(_ stanzas: [Stanza], _ fileKey: borrowing Secret, _ payloadNonce: [UInt8]) throws -> Bool {
        let own = key.sealingKey
        guard !own.isPostQuantum else {
            guard stanzas.count == 2, stanzas[0].type == stanzas[1].type else { return false }
            return try key.ageIdentity.unwrap([stanzas[0]])?.equals(fileKey) ?? false
        }
        for recovery in recovery {
            var expected: [Stanza] = []
            for recipient in DocumentStanzas.recipients(compartment: own, recovery: recovery) {
                expected += try recipient.wrap(fileKey, payloadNonce: payloadNonce)
            }
            if stanzas == expected { return true }
        }
        return false
    }
}
