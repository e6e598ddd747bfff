import CSodium

/// Diffie-Hellman on Curve25519 (RFC 7748), by libsodium's `crypto_scalarmult`.
public enum X25519 {
    /// The size of a public key, a secret key and a shared secret, in bytes.
    public static let keySize = 32

    /// A public key: 32 bytes, not checked to be on the curve (every 32 bytes are a u-coordinate).
    public struct PublicKey: Hashable, Sendable {
        public let bytes: [UInt8]

        /// Throws ``SodiumError/wrongLength(expected:actual:)`` unless there are 32 bytes.
        public init(_ bytes: [UInt8]) throws(SodiumError) {
            try requireLength(bytes.count, keySize)
            self.bytes = bytes
        }

        /// Whether it is written in the one canonical way (less than 2²⁵⁵ − 19) and is not of small order: what two programs
        /// take for the same key, and a secret can be agreed on with.
        public var isSound: Bool {
            var below = false
            for (byte, limit) in zip(bytes, PublicKey.prime) {
                if byte != limit { below = byte < limit }
            }
            return below && !PublicKey.smallOrder.contains(bytes)
        }

        /// 2²⁵⁵ − 19, the least significant byte first.
        private static let prime: [UInt8] = [0xed] + [UInt8](repeating: 0xff, count: 30) + [0x7f]

        /// The canonical u-coordinates of points whose order divides 8, on the curve and its twist: 0, 1, p − 1 and two more.
        private static let smallOrder: Set<[UInt8]> = [
            [UInt8](repeating: 0, count: 32),
            [1] + [UInt8](repeating: 0, count: 31),
            [0xec] + [UInt8](repeating: 0xff, count: 30) + [0x7f],
            [
                0xe0, 0xeb, 0x7a, 0x7c, 0x3b, 0x41, 0xb8, 0xae, 0x16, 0x56, 0xe3, 0xfa, 0xf1, 0x9f, 0xc4,
                0x6a,
                0xda, 0x09, 0x8d, 0xeb, 0x9c, 0x32, 0xb1, 0xfd, 0x86, 0x62, 0x05, 0x16, 0x5f, 0x49, 0xb8,
                0x00,
            ],
            [
                0x5f, 0x9c, 0x95, 0xbc, 0xa3, 0x50, 0x8c, 0x24, 0xb1, 0xd0, 0xb1, 0x55, 0x9c, 0x83, 0xef,
                0x5b,
                0x04, 0x44, 0x5c, 0xc4, 0x58, 0x1c, 0x8e, 0x86, 0xd8, 0x22, 0x4e, 0xdd, 0xd0, 0x9f, 0x11,
                0x57,
            ],
        ]
    }

    /// A key pair. The secret scalar stays in guarded memory.
    public struct KeyPair: ~Copyable, Sendable {
        /// The secret scalar, 32 bytes, as it was given (clamping happens in use).
        public let secretKey: Secret
        public let publicKey: PublicKey

        /// A new key pair from the system's random generator.
        public init() throws {
            try self.init(secretKey: Secret(randomBytes: keySize))
        }

        /// The key pair of a secret scalar of 32 bytes.
        public init(secretKey: consuming Secret) throws {
            try requireLength(secretKey.count, keySize)
            var publicBytes = [UInt8](repeating: 0, count: keySize)
            let status = secretKey.withUnsafeBytes { secret in
                crypto_scalarmult_base(&publicBytes, secret.bytes)
            }
            guard status == 0 else { throw SodiumError.smallOrderPoint }
            self.publicKey = try PublicKey(publicBytes)
            self.secretKey = secretKey
        }

        /// The shared secret with `peer`. Throws ``SodiumError/smallOrderPoint`` when it would be all zeros.
        public borrowing func sharedSecret(with peer: PublicKey) throws -> Secret {
            try Secret(count: keySize) { shared in
                let status = secretKey.withUnsafeBytes { secret in
                    crypto_scalarmult(shared.bytes, secret.bytes, peer.bytes)
                }
                guard status == 0 else { throw SodiumError.smallOrderPoint }
            }
        }
    }
}
