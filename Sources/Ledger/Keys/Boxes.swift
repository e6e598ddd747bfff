import Age
package import Sodium

/// Boxes: what is sealed to one key, for one purpose.
///
/// To an X25519 key a box is what libsodium's `crypto_box_seal` makes, but its ephemeral key follows from what is inside, its
/// purpose and the recipient. Whoever has what is inside can therefore make every box of it again and compare: nobody seals
/// to somebody else what does not open. A hybrid key's box is HPKE (RFC 9180) with the purpose as `info`; it is
/// sealed with random coins, so only its recipient can tell.
extension SealingKey {
    /// How many bytes a box is longer than what is in it.
    package static func boxOverhead(postQuantum: Bool) -> Int {
        postQuantum ? HybridIdentity.shareSize + ChaChaPoly.tagSize : SealedBox.overhead + 32
    }

    /// A box of `message` for this key.
    ///
    /// - Parameter message: has 32 fresh random bytes in it, or is 32 random bytes: the ephemeral key follows from it, so a message
    ///   that can be guessed could be tested against its box.
    package func seal(_ message: UnsafeRawBufferPointer, for context: BoxContext) throws -> [UInt8] {
        switch self {
        case .x25519(let key):
            let tag = context.tag
            let secret = try hkdfSHA256(
                message, salt: tag, info: ContextString.ephemeral.bytes + key.publicKey.bytes)
            return try SealedBox.seal(
                prefix: tag, message, to: key.publicKey, ephemeral: X25519.KeyPair(secretKey: secret))
        case .hybrid(let key):
            let (share, ciphertext) = try key.seal(message, info: context.bytes)
            return share + ciphertext
        }
    }

    package func seal(_ secret: borrowing Secret, for context: BoxContext) throws -> [UInt8] {
        try secret.withUnsafeBytes { try seal($0, for: context) }
    }

    package func seal(_ bytes: [UInt8], for context: BoxContext) throws -> [UInt8] {
        try bytes.withUnsafeBytes { try seal($0, for: context) }
    }

    /// Whether `box` is the box of `message` for this key, byte for byte: so whether its recipient can open it.
    /// Nil for a hybrid key, where that cannot be told.
    package func isBox(_ box: [UInt8], of message: UnsafeRawBufferPointer, for context: BoxContext) throws
        -> Bool?
    {
        if isPostQuantum { return nil }
        return constantTimeEqual(try seal(message, for: context), box)
    }

    package func isBox(_ box: [UInt8], of secret: borrowing Secret, for context: BoxContext) throws -> Bool? {
        try secret.withUnsafeBytes { try isBox(box, of: $0, for: context) }
    }
}

extension OpeningKey {
    /// How many bytes a box for this key is longer than what is in it.
    package var boxOverhead: Int { SealingKey.boxOverhead(postQuantum: sealingKey.isPostQuantum) }

    /// What is in a box. Throws `SodiumError.notAuthentic` when it was not sealed to this key for this purpose, was altered, or
    /// is not the one box that there is of it.
    package func open(_ box: [UInt8], for context: BoxContext) throws -> Secret {
        switch kind {
        case .x25519(let identity):
            let tag = context.tag
            let opened = try SealedBox.open(box, with: identity.keyPair)
            return try opened.withUnsafeBytes { opened in
                try Secret(copying: requireBox(box, of: opened, tag: tag, for: context))
            }
        case .hybrid(let identity):
            guard box.count > HybridIdentity.shareSize,
                let opened = try? identity.open(
                    share: Array(box[..<HybridIdentity.shareSize]), Array(box[HybridIdentity.shareSize...]),
                    info: context.bytes)
            else { throw SodiumError.notAuthentic }
            return opened
        }
    }

    /// The same in ordinary memory, for what is no key: guarded memory of that size takes a dozen system calls.
    package func openBytes(_ box: [UInt8], for context: BoxContext) throws -> [UInt8] {
        switch kind {
        case .x25519(let identity):
            let tag = context.tag
            return try SealedBox.openBytes(box, with: identity.keyPair).withUnsafeBytes { opened in
                [UInt8](try requireBox(box, of: opened, tag: tag, for: context))
            }
        case .hybrid: return try open(box, for: context).withUnsafeBytes { [UInt8]($0) }
        }
    }

    /// The message behind the tag, when the box is the one that sealing again makes.
    private func requireBox(
        _ box: [UInt8], of opened: UnsafeRawBufferPointer, tag: [UInt8], for context: BoxContext
    ) throws -> UnsafeRawBufferPointer {
        guard opened.count >= tag.count else { throw SodiumError.notAuthentic }
        let found = UnsafeRawBufferPointer(rebasing: opened[..<tag.count])
        let message = UnsafeRawBufferPointer(rebasing: opened[tag.count...])
        guard tag.withUnsafeBytes({ constantTimeEqual($0, found) }),
            try sealingKey.isBox(box, of: message, for: context) == true
        else { throw SodiumError.notAuthentic }
        return message
    }
}
