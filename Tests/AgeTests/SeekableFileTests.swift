import Sodium
import TestSupport
import Testing

@testable import Age

@Suite struct SeekableFileTests {
    private func open(_ sealed: [UInt8], _ identity: X25519Identity) throws -> SeekableFile {
        try SeekableFile(identities: [identity], size: Int64(sealed.count)) { offset, buffer in
            let rest = sealed.dropFirst(Int(offset)).prefix(buffer.count)
            buffer.copyBytes(from: rest)
            return rest.count
        }
    }

    private func read(_ file: SeekableFile, _ range: Range<Int>) throws -> [UInt8] {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 40_000)
        while bytes.count < range.count {
            let count = try buffer.withUnsafeMutableBytes {
                try file.read(
                    at: Int64(range.lowerBound + bytes.count),
                    into: UnsafeMutableRawBufferPointer(
                        rebasing: $0[..<min($0.count, range.count - bytes.count)]))
            }
            if count == 0 { break }
            bytes += buffer[..<count]
        }
        return bytes
    }

    @Test func everyRangeIsThatOfTheWhole() throws {
        var random = SeededGenerator()
        let identity = try X25519Identity.generate()
        for size in [0, 1, 65_535, 65_536, 65_537, 200_000, 262_144] {
            let plaintext = random.bytes(size)
            let sealed = try plaintext.withUnsafeBytes { try AgeFile.seal($0, to: [identity.recipient]) }
            let file = try open(sealed, identity)
            #expect(file.size == Int64(size))
            #expect(try read(file, 0..<size) == plaintext)
            #expect(try read(file, size..<(size + 10)) == [])
            for _ in 0..<20 where size > 0 {
                let start = Int.random(in: 0..<size, using: &random)
                let end = Int.random(in: start...size, using: &random)
                #expect(try read(file, start..<end) == Array(plaintext[start..<end]), "seed \(random.seed)")
            }
        }
    }

    @Test func whatIsCutShortOrExtendedIsRefusedBeforeAnythingIsRead() throws {
        let identity = try X25519Identity.generate()
        let plaintext = [UInt8](repeating: 7, count: 3 * PayloadCipher.chunkSize)
        let sealed = try plaintext.withUnsafeBytes { try AgeFile.seal($0, to: [identity.recipient]) }
        let chunk = PayloadCipher.sealedChunkSize
        // At a chunk's end as well: the chunk before was not sealed as the last.
        for cut in [1, 15, 16, 17, chunk - 1, chunk, chunk + 1, 2 * chunk, 3 * chunk, 3 * chunk + 1] {
            #expect(throws: AgeError.self, "\(cut)") { try open(Array(sealed.dropLast(cut)), identity) }
        }
        for more in [1, 16, 17, chunk] {
            #expect(throws: AgeError.self, "\(more)") {
                try open(sealed + [UInt8](repeating: 0, count: more), identity)
            }
        }
    }

    @Test func aChangedOrMovedChunkIsFoundWhenItIsRead() throws {
        let identity = try X25519Identity.generate()
        let plaintext = [UInt8](repeating: 7, count: 3 * PayloadCipher.chunkSize)
        let sealed = try plaintext.withUnsafeBytes { try AgeFile.seal($0, to: [identity.recipient]) }
        let chunk = PayloadCipher.sealedChunkSize
        let start = sealed.count - 3 * chunk
        var changed = sealed
        changed[start + chunk + 5] ^= 1
        let file = try open(changed, identity)
        #expect(try read(file, 0..<10) == [UInt8](repeating: 7, count: 10))
        #expect(throws: AgeError.payloadFailure("a chunk is not authentic")) {
            try read(file, 65_530..<65_540)
        }
        var moved = sealed
        moved.replaceSubrange(start..<(start + chunk), with: sealed[(start + chunk)..<(start + 2 * chunk)])
        let second = try open(moved, identity)
        #expect(throws: AgeError.payloadFailure("a chunk is not authentic")) { try read(second, 0..<1) }
    }
}
