import Age
package import Bytes
import Sodium

/// The first statement. The vault id is a hash of all of it.
package struct Founding: Codable, Hashable, Sendable {
    /// The organisation's or project's name for the vault.
    package let vaultName: String
    package let founder: Card
    /// Every document and every compartment's key is sealed to the recovery key as well. What the trustees sign with it
    /// when they restore access counts.
    package let recovery: Card
    package let logKey: HexBytes
    /// What ``VaultKeys/commitment()`` is of the first keys: so that the vault id commits to them, and nobody can hand a
    /// newcomer others.
    package let keys: HexBytes
    /// Made with `--example`: the published example keys are welcome here.
    package let example: Bool
    package let nonce: HexBytes

    package init(
        vaultName: String, founder: Card, recovery: Card, logKey: HexBytes, keys: HexBytes, example: Bool,
        nonce: HexBytes
    ) {
        self.vaultName = vaultName
        self.founder = founder
        self.recovery = recovery
        self.logKey = logKey
        self.keys = keys
        self.example = example
        self.nonce = nonce
    }

    /// Made with `--post-quantum`: everything is sealed to hybrid keys. The recovery key says it.
    package var isPostQuantum: Bool { recovery.hybrid != nil }

    /// Whether everything of a fixed size has it.
    var hasRightSizes: Bool { [nonce, logKey, keys].allSatisfy { $0.bytes.count == 32 } }
}

/// A custodian makes somebody a member. The keys they are given lie in the key slots of the same log entry.
package struct Enrolment: Codable, Hashable, Sendable {
    package let card: Card
    package let roles: [Role]
    /// SHA-256 of the entry's key slots, so that they are signed too.
    package let slots: HexBytes

    package init(card: Card, roles: [Role], slots: HexBytes) {
        self.card = card
        self.roles = roles
        self.slots = slots
    }
}

/// The vault's keys of the next generation. They lie in the key slots of the same entry, which the keys before them seal: so
/// that all who could read until then judge it alike.
package struct Rotation: Codable, Hashable, Sendable {
    package let generation: UInt32
    /// The log key's public half (Ed25519).
    package let logKey: HexBytes
    /// ``VaultKeys/commitment()``: who is given other keys than these can tell.
    package let keys: HexBytes
    /// SHA-256 of `previous` in the entry: the keys before, under the new vault key, so that the newest opens all of history.
    package let previous: HexBytes
    /// SHA-256 of the entry's key slots.
    package let slots: HexBytes

    package init(generation: UInt32, logKey: HexBytes, keys: HexBytes, previous: HexBytes, slots: HexBytes) {
        self.generation = generation
        self.logKey = logKey
        self.keys = keys
        self.previous = previous
        self.slots = slots
    }
}

/// A custodian gives a member other roles. Roles on cases that go with those taken away end.
package struct RolesSet: Codable, Hashable, Sendable {
    package let member: Fingerprint
    package let roles: [Role]

    package init(member: Fingerprint, roles: [Role]) {
        self.member = member
        self.roles = roles
    }
}

/// A custodian ends a membership, for good or until further notice. The member's roles on cases end, and the vault's keys
/// change.
package struct MembershipEnd: Codable, Hashable, Sendable {
    package let member: Fingerprint
    /// Revoked, not suspended.
    package let isFinal: Bool
    package let rotation: Rotation

    package init(member: Fingerprint, isFinal: Bool, rotation: Rotation) {
        self.member = member
        self.isFinal = isFinal
        self.rotation = rotation
    }
}

/// A custodian lets a suspended member back in, with the roles they had in the vault and on no case.
package struct Restoration: Codable, Hashable, Sendable {
    package let member: Fingerprint
    /// SHA-256 of the entry's key slots.
    package let slots: HexBytes

    package init(member: Fingerprint, slots: HexBytes) {
        self.member = member
        self.slots = slots
    }
}

/// A custodian replaces the policy.
package struct PolicySet: Codable, Hashable, Sendable {
    package let policy: Policy

    package init(policy: Policy) {
        self.policy = policy
    }
}

/// A secret key, sealed to one member (libsodium sealed box).
package struct SealedKey: Codable, Hashable, Sendable {
    package let to: Fingerprint
    package let sealed: Base64Bytes

    package init(to: Fingerprint, sealed: Base64Bytes) {
        self.to = to
        self.sealed = sealed
    }
}

/// An auditor makes the key that access statements are sealed to.
package struct AuditKeyMade: Codable, Hashable, Sendable {
    package let generation: UInt32
    package let recipient: String
    package let keys: [SealedKey]

    package init(generation: UInt32, recipient: String, keys: [SealedKey]) {
        self.generation = generation
        self.recipient = recipient
        self.keys = keys
    }
}

/// An auditor hands the audit key to another one.
package struct AuditKeyGranted: Codable, Hashable, Sendable {
    package let generation: UInt32
    package let keys: [SealedKey]

    package init(generation: UInt32, keys: [SealedKey]) {
        self.generation = generation
        self.keys = keys
    }
}
