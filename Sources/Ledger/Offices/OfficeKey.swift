public import Bytes
import Crypto
import SLIP39

/// Somebody says that this is the key of an office. It counts once another member has confirmed it.
public struct OfficeProposal: Codable, Hashable, Sendable {
    public let office: Office
    /// Whose card it is, as the card says: `Petugas LPSK`.
    public let label: String
    /// `age1…`, or `age1pq1…` in a vault that uses hybrid keys.
    public let recipient: String
    /// The Ed25519 key of the card, for receipts.
    public let signingKey: HexBytes?
    /// How the card came, and how it was compared, in words.
    public let how: String

    package init(office: Office, label: String, recipient: String, signingKey: HexBytes?, how: String) {
        self.office = office
        self.label = label
        self.recipient = recipient
        self.signingKey = signingKey
        self.how = how
    }
}

/// Another member says so too.
public struct OfficeConfirmation: Codable, Hashable, Sendable {
    /// The log position of the proposal.
    public let proposal: UInt64

    package init(proposal: UInt64) {
        self.proposal = proposal
    }
}

/// A key of an office is not to be sealed to any more.
public struct OfficeRetirement: Codable, Hashable, Sendable {
    public let office: Office
    public let recipient: String

    package init(office: Office, recipient: String) {
        self.office = office
        self.recipient = recipient
    }
}

/// A key that an office has, was said to have, or had.
public struct OfficeKey: Codable, Hashable, Sendable {
    /// Where the log has its proposal.
    public let position: UInt64
    public let proposal: OfficeProposal
    public let proposedBy: Fingerprint
    public let proposedAt: Timestamp
    public internal(set) var confirmedBy: Fingerprint?
    public internal(set) var confirmedAt: Timestamp?
    public internal(set) var retiredBy: Fingerprint?
    public internal(set) var retiredAt: Timestamp?

    public var office: Office { proposal.office }
    public var label: String { proposal.label }
    public var recipient: String { proposal.recipient }

    public enum Status: String, Sendable { case proposed, confirmed, alone, retired }

    public var status: Status {
        if retiredBy != nil { return .retired }
        guard let confirmedBy else { return .proposed }
        return confirmedBy == proposedBy ? .alone : .confirmed
    }

    /// Whether bundles are sealed to it.
    public var isCurrent: Bool { status == .confirmed || status == .alone }
    /// One member alone has said that it is the office's.
    public var isAlone: Bool { status == .alone }

    /// Twelve words of the SLIP-0039 list, to be compared aloud with who has the key: 120 bits of
    /// SHA-256(`amanah/v2/office-key` ‖ 00 ‖ recipient).
    public var phrase: String { OfficeKey.phrase(of: recipient) }

    package static func phrase(of recipient: String) -> String {
        let digest = SHA256.bytes(of: ContextString.officeKey.bytes + Array(recipient.utf8))
        return WordList.words(for: digest, count: 12).joined(separator: " ")
    }

    /// The key as it is read aloud by who has no words of it: `age1 qyqs zqgp …`.
    public var inFours: String {
        let letters = Array(recipient)
        return stride(from: 0, to: letters.count, by: 4).map {
            String(letters[$0..<min($0 + 4, letters.count)])
        }.joined(separator: " ")
    }

    /// `age1qyqszqgp…x7k2ca`, for a line in a table. What is compared is the phrase.
    public var short: String { OfficeKey.short(recipient) }

    public static func short(_ recipient: String) -> String {
        recipient.count > 24 ? "\(recipient.prefix(12))…\(recipient.suffix(6))" : recipient
    }
}
