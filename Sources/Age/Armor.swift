import Bytes

/// ASCII armor: an age file as text, for channels that carry nothing else.
///
/// Source: age v1, “ASCII armor”; RFC 7468, strict encoding (Figure 3).
public enum Armor {
    static let begin = Array("-----BEGIN AGE ENCRYPTED FILE-----".utf8)
    static let end = Array("-----END AGE ENCRYPTED FILE-----".utf8)
    /// The columns of a full line, and the bytes that one stands for.
    static let columns = 64
    static let bytesPerLine = 48

    static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

    /// The armored form of a whole file.
    public static func encode(_ file: [UInt8]) -> [UInt8] {
        var text: [UInt8] = []
        let writer = ArmorWriter { text += $0 }
        // The output does not throw, so neither does this.
        try? file.withUnsafeBytes { try writer.write($0) }
        try? writer.finish()
        return text
    }

    fileprivate static func line(_ bytes: [UInt8]) -> [UInt8] {
        var line = Base64.encode(bytes)
        while !line.count.isMultiple(of: 4) { line.append(UInt8(ascii: "=")) }
        return line + [UInt8(ascii: "\n")]
    }
}

/// Armors an age file as it passes through. Push bytes with ``write(_:)``, then ``finish()`` once.
public final class ArmorWriter {
    private let output: (UnsafeRawBufferPointer) throws -> Void
    private var pending: [UInt8] = []
    private var hasBegun = false

    public init(output: @escaping (UnsafeRawBufferPointer) throws -> Void) { self.output = output }

    public func write(_ bytes: UnsafeRawBufferPointer) throws {
        var text = beginning()
        var rest = bytes[...]
        while pending.count + rest.count >= Armor.bytesPerLine {
            let count = Armor.bytesPerLine - pending.count
            pending += rest.prefix(count)
            rest = rest.dropFirst(count)
            text += Armor.line(pending)
            pending.removeAll(keepingCapacity: true)
        }
        pending += rest
        try text.withUnsafeBytes { if !$0.isEmpty { try output($0) } }
    }

    public func finish() throws {
        var text = beginning()
        if !pending.isEmpty { text += Armor.line(pending) }
        text += Armor.end + [UInt8(ascii: "\n")]
        try text.withUnsafeBytes { try output($0) }
    }

    private func beginning() -> [UInt8] {
        if hasBegun { return [] }
        hasBegun = true
        return Armor.begin + [UInt8(ascii: "\n")]
    }
}

/// Takes the armor off as a file is read. There is one way to write a file in armor, but for its line ends (LF or CRLF)
/// and white space before and after; every other is refused.
final class ArmorReader {
    /// White space outside the armor, in bytes.
    private static let maximumSpace = 1024

    private let input: BufferedInput
    private var bytes: ArraySlice<UInt8> = []
    private var state = State.before

    private enum State { case before, inside, lastLineSeen, after }

    init(_ input: BufferedInput) { self.input = input }

    /// Fills `target` with bytes of the file. 0 is the end: the armor was closed, and nothing follows it.
    /// Throws ``AgeError/armorFailure(_:)``.
    func read(into target: UnsafeMutableRawBufferPointer) throws -> Int {
        while bytes.isEmpty {
            if state == .after { return 0 }
            try readLine()
        }
        let count = min(target.count, bytes.count)
        target.copyBytes(from: bytes.prefix(count))
        bytes = bytes.dropFirst(count)
        return count
    }

    private func readLine() throws {
        if state == .before {
            guard try line(after: skippedSpace()) == Armor.begin else {
                throw AgeError.armorFailure("it does not begin with its first line")
            }
            state = .inside
        }
        var line = try line(after: nil)
        if line == Armor.end {
            guard try skippedSpace() == nil else { throw AgeError.armorFailure("something follows it") }
            state = .after
            return
        }
        guard state == .inside, !line.isEmpty, line.count <= Armor.columns, line.count.isMultiple(of: 4)
        else {
            throw AgeError.armorFailure("a line of the wrong length")
        }
        let padded = line.count
        while line.last == UInt8(ascii: "="), padded - line.count < 2 { line.removeLast() }
        if padded < Armor.columns || line.count < padded { state = .lastLineSeen }
        guard let decoded = Base64.decode(line) else {
            throw AgeError.armorFailure("a line that is not canonical Base64")
        }
        bytes = decoded[...]
    }

    /// The first byte that is no white space; nil at the end of the input.
    private func skippedSpace() throws -> UInt8? {
        for _ in 0...ArmorReader.maximumSpace {
            guard let byte = try input.next() else { return nil }
            if !Armor.isSpace(byte) { return byte }
        }
        throw AgeError.armorFailure("more than \(ArmorReader.maximumSpace) bytes of white space")
    }

    /// A line without its end. The last line of the input may have none.
    private func line(after first: UInt8?) throws -> [UInt8] {
        var line: [UInt8] = first.map { [$0] } ?? []
        while let byte = try input.next() {
            if byte == UInt8(ascii: "\n") {
                if line.last == UInt8(ascii: "\r") { line.removeLast() }
                return line
            }
            line.append(byte)
            guard line.count <= Armor.columns + 1 else {
                throw AgeError.armorFailure("a line that is too long")
            }
        }
        guard line == Armor.end else { throw AgeError.armorFailure("it is cut short") }
        return line
    }
}
