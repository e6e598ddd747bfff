import CSodium

/// Ed25519 signatures (RFC 8032), by libsodium's `crypto_sign`.
public enum Ed25519 {
    /// The size of a public key and of a seed, in bytes.
    public static let keySize = 32
    /// The size of a signature, in bytes.
    public static let signatureSize = 64

    /// A public key: 32 bytes.
    public struct PublicKey: Hashable, Sendable {
        public let bytes: [UInt8]

        /// Throws ``SodiumError/wrongLength(expected:actual:)`` unless there are 32 bytes.
        public init(_ bytes: [UInt8]) throws(SodiumError) {
            try requireLength(bytes.count, keySize)
            self.bytes = bytes
        }

        /// Whether `signature` is this key's signature of `message`. Keys and points of small order and
        /// signatures that are not canonical are refused, as libsodium does.
        public func verifies(_ signature: [UInt8], of message: [UInt8]) -> Bool {
            guard signature.count == signatureSize, (try? Library.require()) != nil else { return false }
            return crypto_sign_verify_detached(signature, message, UInt64(message.count), bytes) == 0
        }
    }

    /// A signing key in guarded memory.
    public struct SigningKey: ~Copyable, Sendable {
        /// libsodium's form: the seed, then the public key; 64 bytes.
        private let expanded: Secret
        public let publicKey: PublicKey

        /// A new key from the system's random generator.
        public init() throws {
            try self.init(seed: Secret(randomBytes: keySize))
        }

        /// The key of a seed of 32 bytes.
        public init(seed: borrowing Secret) throws {
            try requireLength(seed.count, keySize)
            var publicBytes = [UInt8](repeating: 0, count: keySize)
            let secretBytes = try Secret(count: Int(crypto_sign_SECRETKEYBYTES)) { expanded in
                _ = seed.withUnsafeBytes { seed in
                    crypto_sign_seed_keypair(&publicBytes, expanded.bytes, seed.bytes)
                }
            }
            publicKey = try PublicKey(publicBytes)
            expanded = secretBytes
        }

        /// The seed, 32 bytes: what is stored and handed on.
        public borrowing func seed() throws -> Secret { try expanded.slice(0..<keySize) }

        /// The signature of `message`, 64 bytes.
        public borrowing func sign(_ message: [UInt8]) -> [UInt8] {
            var signature = [UInt8](repeating: 0, count: signatureSize)
            _ = expanded.withUnsafeBytes { secret in
                crypto_sign_detached(&signature, nil, message, UInt64(message.count), secret.bytes)
            }
            return signature
        }
    }
}
