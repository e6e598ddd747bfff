/// The records of a pax extended header: a few keys that all programs understand alike, each once.
///
/// Source: POSIX.1-2001, pax, “pax Extended Header”.
struct PaxHeader {
    static let maximumSize: Int64 = 16_384

    private(set) var path: [UInt8]?
    private(set) var size: Int64?
    private(set) var comment: [UInt8]?
    private var keys: Set<String> = []

    var isCommentOnly: Bool { keys == ["comment"] }

    /// Throws ``ArchiveError/malformed(_:)``.
    init(_ bytes: [UInt8]) throws(ArchiveError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            // `LENGTH KEY=VALUE\n`, where LENGTH counts itself and all up to the end of the line.
            let digits = rest.prefix { (0x30...0x39).contains($0) }
            guard !digits.isEmpty, digits.count <= 5, digits.first != 0x30,
                let length = Int(String(decoding: digits, as: UTF8.self)),
                length > digits.count + 1, length <= rest.count
            else { throw .malformed("a pax header with a wrong length") }
            let record = rest.prefix(length)
            let body = record.dropFirst(digits.count + 1).dropLast()
            guard record[digits.endIndex] == 0x20, record.last == 0x0A,
                let equals = body.firstIndex(of: UInt8(ascii: "=")), !body.contains(0)
            else { throw .malformed("a pax header with a malformed record") }
            try take(String(decoding: body[..<equals], as: UTF8.self), body[(equals + 1)...])
            rest = rest.dropFirst(length)
        }
    }

    private mutating func take(_ key: String, _ value: ArraySlice<UInt8>) throws(ArchiveError) {
        guard keys.insert(key).inserted else { throw .malformed("a pax header with \(key) twice") }
        switch key {
        // An empty value would take the name, or the size, back.
        case "path" where !value.isEmpty: path = Array(value)
        case "size":
            guard PaxHeader.isNumber(value, digits: 19), value.first != 0x30 || value.count == 1,
                let number = Int64(String(decoding: value, as: UTF8.self))
            else { throw .malformed("a pax header with a malformed size") }
            size = number
        case "mtime", "atime", "ctime":
            let parts = value.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
            let seconds = parts[0].first == UInt8(ascii: "-") ? parts[0].dropFirst() : parts[0]
            guard parts.count <= 2, PaxHeader.isNumber(seconds, digits: 12),
                parts.count == 1 || PaxHeader.isNumber(parts[1], digits: 12)
            else { throw .malformed("a pax header with a malformed time") }
        case "comment": comment = Array(value)
        default: throw .malformed("a pax header with \(key)")
        }
    }

    private static func isNumber(_ text: ArraySlice<UInt8>, digits: Int) -> Bool {
        (1...digits).contains(text.count) && text.allSatisfy { (0x30...0x39).contains($0) }
    }
}
