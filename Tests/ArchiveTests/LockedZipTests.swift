import Crypto
import Foundation
import TestSupport
import Testing

@testable import Archive

/// A zip with a passphrase is one thing to every program, and nothing in it is believed before all of it was checked.
@Suite struct LockedZipTests {
    private static let words = "kenari hijau tujuh lautan"

    private func written(_ content: [UInt8], _ words: String = words) throws -> [UInt8] {
        var bytes: [UInt8] = []
        let writer = try Array(words.utf8).withUnsafeBytes {
            try LockedZipWriter(
                name: "paket.tar", size: Int64(content.count), modified: 1_700_000_000, passphrase: $0
            ) { bytes += $0 }
        }
        try content.withUnsafeBytes { try writer.write($0) }
        try writer.finish()
        return bytes
    }

    private func source(_ bytes: [UInt8]) -> ZipStructure.Input {
        { offset, buffer in
            guard offset >= 0, offset < bytes.count else { return 0 }
            let piece = bytes[Int(offset)...].prefix(buffer.count)
            buffer.copyBytes(from: piece)
            return piece.count
        }
    }

    private func read(_ bytes: [UInt8], _ words: String = words) throws -> [UInt8] {
        let zip = try LockedZip(size: Int64(bytes.count), read: source(bytes))
        let reader = try Array(words.utf8).withUnsafeBytes { try LockedZipReader(zip, passphrase: $0) }
        return try contents(reader)
    }

    private func contents(_ reader: LockedZipReader) throws -> [UInt8] {
        var content: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = try buffer.withUnsafeMutableBytes { try reader.read(into: $0) }
            if count == 0 { return content }
            content += buffer[..<count]
        }
    }

    @Test(arguments: [1, 19, 20, 21, 4096, 300_000]) func whatIsLockedIsOpened(_ size: Int) throws {
        let content = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let bytes = try written(content)
        #expect(LockedZip.isLocked(start: bytes))
        #expect(try read(bytes) == content)
        #expect(throws: ArchiveError.wrongPassphrase) { try read(bytes, "kenari hijau tujuh laut") }
        #expect(throws: ArchiveError.wrongPassphrase) { try read(bytes, "") }
        if size > 20 {
            #expect(!bytes.contains(content.prefix(16)), "nothing of it is to be seen")
        }
    }

    /// RFC 6070.
    @Test func keysAreDerivedAsPublished() {
        func derived(_ words: String, _ salt: String, _ iterations: Int, _ count: Int) -> String {
            Array(words.utf8).withUnsafeBytes {
                LockedZip.derive($0, salt: Array(salt.utf8), count: count, iterations: iterations)
            }.map { String(format: "%02x", $0) }.joined()
        }
        #expect(derived("password", "salt", 1, 20) == "0c60c80f961f0e71f3a9b524af6012062fe037a6")
        #expect(derived("password", "salt", 2, 20) == "ea6c014dc72d6f8ccd1ed92ace1d41f0d8de8957")
        #expect(derived("password", "salt", 4096, 20) == "4b007901b765489abead49d926f721d065a429c1")
        #expect(
            derived("passwordPASSWORDpassword", "saltSALTsaltSALTsaltSALTsaltSALTsalt", 4096, 25)
                == "3d2eec4fe41c849b80c8d83662c0e44a8b291a964cf2f07038")
    }

    /// Every byte, in every direction that matters: the content is the same, or nothing is read.
    @Test func noChangedByteComesThrough() throws {
        let content = Array("kronologi dan visum, halaman satu".utf8)
        let bytes = try written(content)
        let start = 30 + Int(bytes[26]) + Int(bytes[28])
        let locked = start..<(start + content.count + 28)
        var refused = 0
        for index in bytes.indices {
            var altered = bytes
            altered[index] ^= UInt8(1 << (index % 8))
            guard let read = try? read(altered) else {
                refused += 1
                continue
            }
            // Which system made it, and the like. What is locked, its code and its check: none of those.
            #expect(read == content && !locked.contains(index), "byte \(index)")
        }
        #expect(refused > bytes.count * 9 / 10, "\(refused) of \(bytes.count)")
    }

    /// Not at the end, when all was given out: a reader is not even made.
    @Test func nothingIsGivenOutBeforeAllOfItWasChecked() throws {
        var bytes = try written([UInt8](repeating: 7, count: 200_000))
        bytes[199_000] ^= 1
        let zip = try LockedZip(size: Int64(bytes.count), read: source(bytes))
        #expect(throws: ArchiveError.malformed("the zip was altered since it was locked")) {
            try Array(LockedZipTests.words.utf8).withUnsafeBytes {
                _ = try LockedZipReader(zip, passphrase: $0)
            }
        }
    }

    @Test func cutAppendedAndJoinedFilesAreRefused() throws {
        let bytes = try written(Array("kronologi".utf8))
        let other = try written(Array("FORGED".utf8))
        for count in bytes.indices {
            #expect(throws: ArchiveError.self, "\(count) bytes") { try read(Array(bytes.prefix(count))) }
        }
        for altered in [
            bytes + [0], [0] + bytes, bytes + bytes, bytes + other, other + bytes,
            Array(bytes.dropLast(22)) + [0] + bytes.suffix(22),
        ] { #expect(throws: ArchiveError.self) { try read(altered) } }
    }

    /// The locked part of another zip under the same passphrase is another file, whole; a part of one is nothing.
    @Test func piecesOfTwoFilesDoNotMix() throws {
        let (bytes, other) = (
            try written([UInt8](repeating: 1, count: 64)), try written([UInt8](repeating: 2, count: 64))
        )
        let start = 30 + Int(bytes[26]) + Int(bytes[28])
        for range in [start..<(start + 16), (start + 16)..<(start + 18), (start + 18)..<(start + 82)] {
            var mixed = bytes
            mixed.replaceSubrange(range, with: other[range])
            #expect(throws: ArchiveError.self, "\(range)") { try read(mixed) }
        }
    }

    /// libarchive, which opens it, finds a changed byte too: what was checked before is checked once more while it is read.
    @Test func whatChangesAfterTheCheckIsFoundAtTheEnd() throws {
        final class Altering { var isAltered = false }
        let altering = Altering()
        let bytes = try written([UInt8](repeating: 7, count: 200_000))
        let plain = source(bytes)
        let zip = try LockedZip(size: Int64(bytes.count)) { offset, buffer in
            let count = try plain(offset, buffer)
            let place = 150_000 - Int(offset)
            if altering.isAltered, (0..<count).contains(place) { buffer[place] ^= 1 }
            return count
        }
        let reader = try Array(LockedZipTests.words.utf8).withUnsafeBytes {
            try LockedZipReader(zip, passphrase: $0)
        }
        altering.isAltered = true
        #expect(throws: ArchiveError.self) { try contents(reader) }
    }

    @Test func lockedZipsOfOtherProgramsAreRefused() throws {
        guard let sevenZip = stockTool("7z") else { return }
        let folder = try TemporaryFolder()
        for name in ["a", "b"] { try Data("isi \(name)".utf8).write(to: folder.appending(name)) }
        for (name, options) in [
            ("dua.zip", ["-mem=AES256", "a", "b"]), ("lama.zip", ["-mem=ZipCrypto", "a"]),
            ("padat.zip", ["-mem=AES256", "-mx=9", "a"]), ("128.zip", ["-mem=AES128", "-mx=0", "a"]),
        ] {
            let result = try run(
                sevenZip, ["a", "-tzip", "-p\(LockedZipTests.words)", name] + options, folder: folder.url)
            #expect(result.status == 0, "\(result.errors)")
            let bytes = [UInt8](try Data(contentsOf: folder.appending(name)))
            #expect(throws: LockedZip.otherZip, "\(name)") { try read(bytes) }
        }
    }

    @Test func sevenZipOpensIt() throws {
        guard let sevenZip = stockTool("7z") else { return }
        let folder = try TemporaryFolder()
        let content = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        try Data(written(content)).write(to: folder.appending("x.zip"))
        let listed = try run(sevenZip, ["l", "-slt", "x.zip"], folder: folder.url).output
        #expect(listed.contains("Method = AES-256 Store") && listed.contains("Path = paket.tar"), "\(listed)")
        #expect(try run(sevenZip, ["x", "-psalah", "x.zip"], folder: folder.url).status != 0)
        try? FileManager.default.removeItem(at: folder.appending("paket.tar"))
        let result = try run(sevenZip, ["x", "-p\(LockedZipTests.words)", "x.zip"], folder: folder.url)
        #expect(result.status == 0, "\(result.output) \(result.errors)")
        #expect(try [UInt8](Data(contentsOf: folder.appending("paket.tar"))) == content)
    }

    @Test func theSizeOfATarIsKnownBeforeItIsWritten() throws {
        let files: [(String, [UInt8])] = [
            ("a/b", []), ("a/c", [1]),
            ("a/\(String(repeating: "n", count: 200))/é", [UInt8](repeating: 2, count: 1025)),
        ]
        let size = try TarWriter.size(
            of: files.map { (try SafePath($0.0), Int64($0.1.count), Int64(1_700_000_000)) })
        #expect(size == Int64(try tar(files).count))
    }
}
