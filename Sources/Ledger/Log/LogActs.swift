import TransparencyLog

/// A member made the tree and the checkpoint anew from what the log holds, or says that void entries were looked into. It
/// changes no verdict: what is void stays void.
package struct LogRepaired: Codable, Hashable, Sendable {
    /// The positions that it is about: from, and up to but not with.
    package let from: UInt64
    package let to: UInt64
    /// A line of text.
    package let reason: String

    package init(from: UInt64, to: UInt64, reason: String) {
        self.from = from
        self.to = to
        self.reason = reason
    }

    /// In bytes.
    package static let longestReason = 500
}

/// A custodian raises the level of the vault: acts of this level may be said from now on, and a program that does not know it
/// reads no further.
package struct LevelSet: Codable, Hashable, Sendable {
    package let level: Int

    /// The level that a new vault has, and the highest that this program knows.
    package static let known = 2
}

/// An auditor says in the open that the log was there, and what in it is void: for whoever is given a part of it.
package struct WitnessMade: Codable, Hashable, Sendable {
    /// The newest checkpoint before the statement, signed by the log key and cosigned by the author: a signed note.
    package let checkpoint: String
    /// The positions below it that are void.
    package let void: [VoidRun]

    package init(checkpoint: String, void: [VoidRun]) {
        self.checkpoint = checkpoint
        self.void = void
    }

    /// From, and up to but not with.
    package struct VoidRun: Codable, Hashable, Sendable {
        package let from: UInt64
        package let to: UInt64

        package init(from: UInt64, to: UInt64) {
            self.from = from
            self.to = to
        }
    }
}
