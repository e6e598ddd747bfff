public import Sodium

/// Whole age files in memory, for what is small: keys, identity files, settings.
public enum AgeFile {
    public static func seal(_ plaintext: UnsafeRawBufferPointer, to recipients: [any Recipient]) throws
        -> [UInt8]
    {
        var sealed: [UInt8] = []
        let stream = try SealingStream(to: recipients) { sealed += $0 }
        try stream.write(plaintext)
        try stream.finish()
        return sealed
    }

    public static func seal(_ secret: borrowing Secret, to recipients: [any Recipient]) throws -> [UInt8] {
        try secret.withUnsafeBytes { try seal($0, to: recipients) }
    }

    /// The plaintext of a file. Throws ``AgeError``.
    public static func open(_ sealed: [UInt8], with identities: [any Identity]) throws -> [UInt8] {
        let secret = try openSecret(sealed, with: identities, limit: sealed.count)
        return secret.withUnsafeBytes { [UInt8]($0) }
    }

    /// The plaintext of a file, in guarded memory from the first byte on.
    /// Throws ``AgeError/tooLarge(limit:)`` when there are more than `limit` bytes.
    public static func openSecret(
        _ sealed: [UInt8], with identities: [any Identity], limit: Int
    ) throws -> Secret {
        var rest = sealed[...]
        let stream = try OpeningStream(identities: identities) { buffer in
            let count = min(buffer.count, rest.count)
            buffer.copyBytes(from: rest.prefix(count))
            rest = rest.dropFirst(count)
            return count
        }
        var size = 0
        // The plaintext is shorter than the file, so one piece of guarded memory is enough.
        let room = try Secret(count: min(limit, sealed.count) + 1) { memory in
            while size < memory.count {
                let count = try stream.read(into: UnsafeMutableRawBufferPointer(rebasing: memory[size...]))
                if count == 0 { return }
                size += count
            }
            throw AgeError.tooLarge(limit: limit)
        }
        return try room.slice(0..<size)
    }
}
