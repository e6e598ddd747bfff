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
