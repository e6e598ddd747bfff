import Sodium

/// Identity files as `age-keygen` makes them: lines with `AGE-SECRET-KEY-1…` or `AGE-SECRET-KEY-PQ-1…`, comments after `#`,
/// empty lines.
public enum IdentityFile {
    /// The comments, without `#` and the space around them, and the identities in a file that lies in guarded memory.
    /// Throws ``AgeError/invalidKey(_:)`` with the line's number.
    public static func parse(
        _ file: borrowing Secret
    ) throws -> (comments: [String], identities: [any Identity]) {
        var comments: [String] = []
        var identities: [any Identity] = []
        try file.withUnsafeBytes { bytes in
            let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            for (number, line) in lines.enumerated() {
                let line = UnsafeRawBufferPointer(rebasing: line)
                let end = line.last == UInt8(ascii: "\r") ? line.count - 1 : line.count
                let content = UnsafeRawBufferPointer(rebasing: line[..<end])
                if content.isEmpty { continue }
                if content.first == UInt8(ascii: "#") {
                    let comment = String(decoding: content.dropFirst(), as: UTF8.self)
                    comments.append(String(comment.drop { $0 == " " }))
                    continue
                }
                do {
                    identities.append(try identity(Secret(copying: content)))
                } catch is AgeError {
                    throw AgeError.invalidKey("line \(number + 1) of the identity file")
                }
            }
        }
        return (comments, identities)
    }

    private static func identity(_ line: borrowing Secret) throws -> any Identity {
        if let identity = try? HybridIdentity(encoded: line) { return identity }
        return try X25519Identity(encoded: line)
    }
}
