/// What everything that is signed, sealed, derived or hashed begins with, so that nothing made for one purpose counts for
/// another: `amanah/v2/NAME` and a byte of zero. No name has a zero in it, so none is the beginning of another.
///
/// Every such string of the format stands here and nowhere else.
package enum ContextString: String, CaseIterable, Sendable {
    // Signatures
    case statement
    case card
    case fieldDeposit = "field-deposit"
    case recoveryRotate = "recovery-rotate"

    // Associated data of sealed records
    case entry
    case previous
    case cosignatures
    case knownVault = "known-vault"
    case knownPath = "known-path"
    case knownCheckpoint = "known-checkpoint"
    case timestampRequest = "timestamp-request"

    // Associated data of sealed texts
    case titleText = "text/title"
    case detailsText = "text/details"
    case placeText = "text/place"
    case consentText = "text/consent"
    case withdrawalText = "text/withdrawal"
    case recallText = "text/recall"
    case holderText = "text/holder"
    case basisText = "text/basis"

    // Keys that are derived from others
    case signingKey = "signing-key"
    case memoryKey = "memory-key"
    case recoveryX25519 = "recovery-x25519"
    case rows
    case ephemeral
    case stanza

    // Hashes
    case vault
    case member
    case vaultKeys = "vault-keys"
    case kit
    case signer
    case officeKey = "office-key"
    case caseNode = "case-node"

    // Boxes
    case slotBox = "box/slot"
    case grantBox = "box/grant"
    case auditBox = "box/audit"
    case entryBox = "box/entry"
    case cosignBox = "box/cosign"
    case textBox = "box/text"

    /// Without the zero behind it.
    package var text: String { "amanah/v2/\(rawValue)" }
    package var bytes: [UInt8] { Array(text.utf8) + [0] }
}
