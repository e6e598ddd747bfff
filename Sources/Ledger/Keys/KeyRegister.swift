import Bytes
import Crypto

/// Every public key that an act ever made: of compartments, auditors, members, offices, kits and the recovery key. No key is
/// taken twice: or who holds a key for one thing could be given what was sealed to it for another.
///
/// Sixteen bytes of SHA-256 for each, in the order in which they came. They are looked at only for acts that make keys.
package struct KeyRegister: Sendable {
    private struct ID: Hashable {
        let high, low: UInt64

        init(_ bytes: some Sequence<UInt8>) {
            var (high, low) = (UInt64(0), UInt64(0))
            for byte in bytes { (high, low) = (high << 8 | low >> 56, low << 8 | UInt64(byte)) }
            (self.high, self.low) = (high, low)
        }
    }

    private static let size = 16

    package private(set) var encoded: [UInt8] = []
    /// Once it was asked for.
    private var known: Set<ID>?

    package init() {}

    /// Nil when the bytes are not those of a register.
    package init?(encoded: some Collection<UInt8>) {
        guard encoded.count.isMultiple(of: KeyRegister.size) else { return nil }
        self.encoded = Array(encoded)
    }

    private static func digest(_ key: [UInt8]) -> [UInt8] { Array(SHA256.bytes(of: key).prefix(size)) }

    /// Whether keys are all new, and all different.
    mutating func areNew(_ keys: [[UInt8]]) -> Bool {
        let known = load()
        let ids = keys.map { ID(KeyRegister.digest($0)) }
        return Set(ids).count == ids.count && ids.allSatisfy { !known.contains($0) }
    }

    package mutating func add(_ keys: [[UInt8]]) {
        _ = load()
        for key in keys {
            let digest = KeyRegister.digest(key)
            encoded += digest
            known?.insert(ID(digest))
        }
    }

    private mutating func load() -> Set<ID> {
        if let known { return known }
        var set: Set<ID> = []
        set.reserveCapacity(encoded.count / KeyRegister.size)
        for start in stride(from: 0, to: encoded.count, by: KeyRegister.size) {
            set.insert(ID(encoded[start..<(start + KeyRegister.size)]))
        }
        known = set
        return set
    }
}
