import Bytes

/// Reads a header strictly: there is one way to write it, and every other is refused.
///
/// Source: age v1, “Header”.
struct HeaderParser {
    /// No header is longer, in bytes: room for hundreds of recipients.
    static let maximumSize = 1 << 20
    private static let newline = UInt8(ascii: "\n")

    private let input: BufferedInput
    private var bytes: [UInt8] = []

    static func parse(_ input: BufferedInput) throws -> Header {
        var parser = HeaderParser(input: input)
        return try parser.header()
    }

    private mutating func header() throws -> Header {
        guard try line() == Header.version[...] else {
            throw AgeError.headerFailure("it does not begin with age-encryption.org/v1")
        }
        var stanzas: [Stanza] = []
        while true {
            let start = bytes.count
            let line = try line()
            if line.starts(with: Header.macPrefix) {
                guard !stanzas.isEmpty else { throw AgeError.headerFailure("no stanza") }
                let rest = line.dropFirst(Header.macPrefix.count)
                guard rest.first == UInt8(ascii: " "), let mac = Base64.decode(rest.dropFirst()),
                    mac.count == 32
                else { throw AgeError.headerFailure("a MAC line that is not one") }
                return Header(
                    stanzas: stanzas, mac: mac,
                    authenticated: Array(bytes[..<(start + Header.macPrefix.count)]))
            }
            stanzas.append(try stanza(from: line))
        }
    }

    private mutating func stanza(from line: ArraySlice<UInt8>) throws -> Stanza {
        guard line.starts(with: Header.stanzaPrefix) else {
            throw AgeError.headerFailure("a line that begins no stanza")
        }
        let words = line.dropFirst(Header.stanzaPrefix.count)
            .split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
        // age v1, “Header”: arguments are one or more of the visible ASCII characters.
        guard words.allSatisfy({ !$0.isEmpty && $0.allSatisfy { (33...126).contains($0) } }) else {
            throw AgeError.headerFailure("a stanza argument that is empty or not visible ASCII")
        }
        let strings = words.map { String(decoding: $0, as: UTF8.self) }
        var body: [UInt8] = []
        while true {
            let line = try self.line()
            guard line.count <= Stanza.columns, let part = Base64.decode(line) else {
                throw AgeError.headerFailure("a stanza body that is not Base64 in lines of 64 columns")
            }
            body += part
            if line.count < Stanza.columns { break }
        }
        return Stanza(type: strings[0], arguments: Array(strings.dropFirst()), body: body)
    }

    /// The next line without its newline. A line without one, at the end of the input, is an error.
    private mutating func line() throws -> ArraySlice<UInt8> {
        let start = bytes.count
        while bytes.count < HeaderParser.maximumSize {
            guard let byte = try input.next() else { throw AgeError.headerFailure("it is cut short") }
            bytes.append(byte)
            if byte == HeaderParser.newline { return bytes[start..<(bytes.count - 1)] }
        }
        throw AgeError.headerFailure("it is longer than \(HeaderParser.maximumSize) bytes")
    }
}
