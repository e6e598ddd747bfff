import Sodium
import TestSupport
import Testing

@testable import Age

@Suite struct ArmorTests {
    @Test func everyLengthAroundALineComesBack() throws {
        var random = SeededGenerator()
        let identity = try X25519Identity.generate()
        for length in 0..<100 {
            let plaintext = random.bytes(length)
            let sealed = try plaintext.withUnsafeBytes { try AgeFile.seal($0, to: [identity.recipient]) }
            let armored = Armor.encode(sealed)
            #expect(armored.split(separator: UInt8(ascii: "\n")).allSatisfy { $0.count <= 64 })
            #expect(
                try AgeFile.open(armored, with: [identity]) == plaintext, "\(length), seed \(random.seed)")
        }
    }

    @Test func whatIsWrittenInPiecesIsTheSame() throws {
        var random = SeededGenerator()
        let file = random.bytes(10_000)
        var text: [UInt8] = []
        let writer = ArmorWriter { text += $0 }
        var rest = file[...]
        while !rest.isEmpty {
            let piece = Array(rest.prefix(Int.random(in: 1...200, using: &random)))
            try piece.withUnsafeBytes { try writer.write($0) }
            rest = rest.dropFirst(piece.count)
        }
        try writer.finish()
        #expect(text == Armor.encode(file), "seed \(random.seed)")
    }

    /// The same bytes in shorter lines would be a second way to write the file.
    @Test func linesOfAnotherLengthAreRefused() throws {
        let identity = try X25519Identity.generate()
        let plaintext: [UInt8] = [1, 2, 3]
        let sealed = try plaintext.withUnsafeBytes { try AgeFile.seal($0, to: [identity.recipient]) }
        let lines = Armor.encode(sealed).split(separator: UInt8(ascii: "\n"))
        let body = Array(lines.dropFirst().dropLast().joined())
        func armored(_ columns: Int) -> [UInt8] {
            let pieces = stride(from: 0, to: body.count, by: columns).map {
                Array(body[$0..<min($0 + columns, body.count)])
            }
            return Array(
                ([Array(lines[0])] + pieces + [Array(lines[lines.count - 1])]).joined(separator: [10]))
        }
        #expect(try AgeFile.open(armored(64), with: [identity]) == plaintext)
        for columns in [4, 32, 60, 68] {
            #expect(throws: AgeError.self, "\(columns)") {
                try AgeFile.open(armored(columns), with: [identity])
            }
        }
    }

    @Test func everyChangedByteIsFound() throws {
        var random = SeededGenerator()
        let identity = try X25519Identity.generate()
        let armored = Armor.encode(
            try random.bytes(50).withUnsafeBytes { try AgeFile.seal($0, to: [identity.recipient]) })
        for index in armored.indices {
            var altered = armored
            altered[index] ^= 1 << UInt8.random(in: 0..<7, using: &random)
            #expect(throws: AgeError.self, "byte \(index), seed \(random.seed)") {
                try AgeFile.open(altered, with: [identity])
            }
        }
        for length in 0..<(armored.count - 1) {
            #expect(throws: AgeError.self, "cut at \(length)") {
                try AgeFile.open(Array(armored[..<length]), with: [identity])
            }
        }
    }
}
