import Bytes
import EvidenceVault
import Foundation
import Sodium
import VaultStorage

/// Text that a user names: read as editors save it, and called what it is where it is no file.
enum TextFile {
    /// Without a mark, and with LF at the ends of lines.
    static func contents(of path: String, limit: Int) throws -> [UInt8] {
        PlainText.lines(try Files.contents(of: path, limit: limit))
    }

    /// A file of one JSON value.
    static func json(of path: String, limit: Int) throws -> [UInt8] {
        PlainText.json(try Files.contents(of: path, limit: limit))
    }

    /// What a file of one JSON value says. Faults name the file.
    static func settings<T>(of path: String, limit: Int, _ read: ([UInt8]) throws -> T) throws -> T {
        let bytes = try json(of: path, limit: limit)
        do {
            return try read(bytes)
        } catch let fault as SettingFault {
            throw fault.in(path)
        } catch {
            guard let known = VaultError(error) else { throw error }
            throw CommandError.ofFile(path: path, known)
        }
    }

    /// The first line of a passphrase file, in guarded memory.
    static func secretLine(of path: String) throws -> Secret {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw StorageError.unreadable(path: path, errno: errno) }
        defer { close(descriptor) }
        return try SecretLine.read(from: descriptor, named: path)
    }
}

/// A line with a secret: of a file, of a pipe, or typed.
enum SecretLine {
    /// In bytes, with what stands for the end of the line in UTF-16.
    static let longest = 4096

    /// One line, without its end and without a byte order mark, as UTF-8. Nothing behind it is taken from the descriptor.
    ///
    /// - Parameter atEnd: is called where there is nothing to read, not even the end of a line.
    /// - Throws: ``CommandError/secretTooLong(limit:)`` instead of cutting it, ``StorageError/unreadable(path:errno:)``.
    static func read(
        from descriptor: Int32, named path: String, while goesOn: () -> Bool = { true },
        atEnd: () throws -> Void = {}
    ) throws -> Secret {
        // A terminal takes so much of a line and drops the rest without a word.
        let limit = isatty(descriptor) == 1 ? longestTyped : longest
        var length = 0
        let room = try Secret(count: longest + 2) { memory in
            while goesOn() {
                guard length < memory.count else {
                    throw CommandError.secretTooLong(limit: limit)
                }
                let count = Foundation.read(descriptor, memory.baseAddress?.advanced(by: length), 1)
                if count < 0 {
                    if errno == EINTR { continue }
                    throw StorageError.unreadable(path: path, errno: errno)
                }
                if count == 0 {
                    if length == 0 { try atEnd() }
                    break
                }
                length += 1
                if SecretLine.isEnd(memory[..<length]) { break }
            }
        }
        var line = room.withUnsafeBytes { Array($0[..<length]) }
        // The second half of a line break in UTF-16.
        let isWide = line.starts(with: [0xFF, 0xFE]) || line.starts(with: [0xFE, 0xFF])
        if isWide, !line.count.isMultiple(of: 2) { line.removeLast() }
        line = PlainText.withoutMark(consume line)
        if line.last == 0x0A { line.removeLast() }
        if line.last == 0x0D { line.removeLast() }
        guard line.count <= limit else {
            wipe(&line)
            throw CommandError.secretTooLong(limit: limit)
        }
        return try Secret(moving: &line)
    }

    /// What `N_TTY_BUF_SIZE` leaves of a line: 4,095 bytes with its end.
    private static let longestTyped = 4094

    /// Whether what was read ends in a line break; in UTF-16 that is two bytes at an even place.
    private static func isEnd(_ bytes: UnsafeMutableRawBufferPointer.SubSequence) -> Bool {
        guard let last = bytes.last else { return false }
        let count = bytes.count
        if count >= 2, bytes[0] == 0xFE, bytes[1] == 0xFF {
            return count.isMultiple(of: 2) && count > 2 && last == 0x0A && bytes[count - 2] == 0
        }
        if count >= 2, bytes[0] == 0xFF, bytes[1] == 0xFE {
            return count.isMultiple(of: 2) && count > 2 && last == 0 && bytes[count - 2] == 0x0A
        }
        return last == 0x0A
    }
}
