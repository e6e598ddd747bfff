/// Recipients as people exchange them: `age1…` and `age1pq1…`, alone or in a file with one on each line.
///
/// Source: the age manual, `-R`: comments after `#`, empty lines.
public enum RecipientsFile {
    /// Throws ``AgeError/invalidKey(_:)`` with the line's number, also when there is none.
    public static func parse(_ file: [UInt8]) throws -> [any Recipient] {
        var recipients: [any Recipient] = []
        let lines = file.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        for (number, line) in lines.enumerated() {
            let line = line.last == UInt8(ascii: "\r") ? line.dropLast() : line
            if line.isEmpty || line.first == UInt8(ascii: "#") { continue }
            do {
                recipients.append(try recipient(String(decoding: line, as: UTF8.self)))
            } catch is AgeError {
                throw AgeError.invalidKey("line \(number + 1) of the recipients file")
            }
        }
        guard !recipients.isEmpty else { throw AgeError.invalidKey("the recipients file has none") }
        return recipients
    }

    /// A recipient of either native kind. Throws ``AgeError/invalidKey(_:)``.
    public static func recipient(_ string: String) throws -> any Recipient {
        if string.lowercased().hasPrefix(HybridRecipient.prefix + "1") { return try HybridRecipient(string) }
        return try X25519Recipient(string)
    }
}
