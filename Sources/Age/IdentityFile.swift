public import Sodium

/// Identity files as `age-keygen` makes them: lines with `AGE-SECRET-KEY-1…` or `AGE-SECRET-KEY-PQ-1…`, comments after `#`,
/// empty lines.
public enum IdentityFile {
    /// The identities in a file that lies in guarded memory.
    /// Throws ``AgeError/invalidKey(_:)`` with the line's number.
    public static func parse(_ file: borrowing Secret) throws -> [any Identity] {
        var identities: [any Identity] = []
        try forEachLine(of: file) { number, line in
            if line.isEmpty || line.first == UInt8(ascii: "#") { return }
            do {
                identities.append(try identity(Secret(copying: line)))
            } catch is AgeError {
                throw AgeError.invalidKey("line \(number) of the identity file")
            }
        }
        return identities
    }

    /// The value in the first comment `# label: value`, in guarded memory, since a comment can be a secret too. Nil when
    /// there is none.
    public static func comment(_ label: String, in file: borrowing Secret) throws -> Secret? {
        let start = Array("# \(label): ".utf8)
        var value: UnsafeRawBufferPointer?
        return try file.withUnsafeBytes { bytes in
            for line in lines(of: bytes) where value == nil && line.starts(with: start) {
                value = UnsafeRawBufferPointer(rebasing: line[start.count...])
            }
            return try value.map { try Secret(copying: $0) }
        }
    }

    private static func forEachLine(
        of file: borrowing Secret, _ body: (Int, UnsafeRawBufferPointer) throws -> Void
    ) throws {
        try file.withUnsafeBytes { bytes in
            for (index, line) in lines(of: bytes).enumerated() { try body(index + 1, line) }
        }
    }

    /// Lines without their ends (LF or CRLF).
    private static func lines(of bytes: UnsafeRawBufferPointer) -> [UnsafeRawBufferPointer] {
        bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map { line in
            UnsafeRawBufferPointer(rebasing: line.last == UInt8(ascii: "\r") ? line.dropLast() : line)
        }
    }

    private static func identity(_ line: borrowing Secret) throws -> any Identity {
        if let identity = try? HybridIdentity(encoded: line) { return identity }
        return try X25519Identity(encoded: line)
    }
}
