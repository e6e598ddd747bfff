package import Bytes
import Crypto

/// Which key of a case: that of one class, in one generation, in one vault.
package struct CompartmentName: Hashable, Sendable {
    package let vault: VaultID
    package let caseID: HexBytes
    package let confidentiality: ConfidentialityClass
    package let generation: UInt32

    package init(
        _ vault: VaultID, _ caseID: HexBytes, _ confidentiality: ConfidentialityClass, _ generation: UInt32
    ) {
        self.vault = vault
        self.caseID = caseID
        self.confidentiality = confidentiality
        self.generation = generation
    }

    /// vault id (32) ‖ case id (16) ‖ class ‖ generation (4).
    package var bytes: [UInt8] {
        vault.bytes + caseID.bytes + prefixed(confidentiality.rawValue) + generation.bigEndianBytes
    }
}

/// What a box is for. It is inside: a box that was made for something else does not open, wherever it lies.
package struct BoxContext: Hashable, Sendable {
    /// Whose text a text key is for.
    package enum TextItem: String, CaseIterable, Sendable { case `case`, deposit, consent, kit, basis, amend }

    /// C of the format: `amanah/v2/box/LABEL` ‖ 0 ‖ vault id ‖ fields.
    package let bytes: [UInt8]

    /// SHA-256 of C, which an X25519 box holds before its message.
    package var tag: [UInt8] { SHA256.bytes(of: bytes) }

    private init(_ label: ContextString, _ fields: [UInt8]) { bytes = label.bytes + fields }

    /// The keys of a vault, for one who holds them from a generation on.
    package static func slot(_ vault: VaultID, _ generation: UInt32) -> BoxContext {
        BoxContext(.slotBox, vault.bytes + generation.bigEndianBytes)
    }

    /// The key of a compartment, for one who reads it.
    package static func grant(_ compartment: CompartmentName) -> BoxContext {
        BoxContext(.grantBox, compartment.bytes)
    }

    /// An audit key, for an auditor.
    package static func audit(_ vault: VaultID, _ auditGeneration: UInt32) -> BoxContext {
        BoxContext(.auditBox, vault.bytes + auditGeneration.bigEndianBytes)
    }

    /// A statement for auditors.
    package static func entry(_ vault: VaultID, _ generation: UInt32, _ auditGeneration: UInt32) -> BoxContext
    {
        BoxContext(.entryBox, vault.bytes + generation.bigEndianBytes + auditGeneration.bigEndianBytes)
    }

    /// A cosigned checkpoint for auditors.
    package static func cosign(_ vault: VaultID, _ generation: UInt32, _ auditGeneration: UInt32)
        -> BoxContext
    {
        BoxContext(.cosignBox, vault.bytes + generation.bigEndianBytes + auditGeneration.bigEndianBytes)
    }

    /// The key of texts, for those who read a compartment.
    package static func text(_ compartment: CompartmentName, _ item: TextItem) -> BoxContext {
        BoxContext(.textBox, compartment.bytes + prefixed(item.rawValue))
    }
}

/// A word with its length, one byte, in front.
private func prefixed(_ word: String) -> [UInt8] { [UInt8(word.utf8.count)] + Array(word.utf8) }
